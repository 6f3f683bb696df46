import type { TableLimits } from '../limits.ts';
import { unsafe, within } from '../refusal.ts';
import type { Archive } from './archive.ts';
import { unescapeText } from './cells.ts';
import { readXml } from './xml.ts';

/** A cell holds 32,767 letters. */
const longestText = 2 ** 20;
/** More than the longest text takes as UTF-8. What was not written to yet takes no memory. */
const blockBytes = 4 * 2 ** 20;

/**
 * The texts that cells refer to by number, kept as bytes: a hundred thousand short texts as JavaScript values take three times as much, and each would
 * keep alive the piece of the file it was cut from. In blocks, because one that grows would be there twice for a while.
 */
export class StringTable {
  readonly #blocks: Buffer[] = [];
  /** Bytes used of the last block. */
  #used = blockBytes;
  /** Of each text: its block, its first byte there and the one behind its last. */
  #places = new Uint32Array(3 * 1024);
  #count = 0;
  letters = 0;

  add(text: string): void {
    if (this.#used + text.length * 3 > blockBytes) {
      this.#blocks.push(Buffer.allocUnsafeSlow(blockBytes));
      this.#used = 0;
    }
    const at = this.#count * 3;
    if (at === this.#places.length) {
      const longer = new Uint32Array(at * 2);
      longer.set(this.#places);
      this.#places = longer;
    }
    const end = this.#used + this.#blocks.at(-1)!.write(text, this.#used);
    this.#places.set([this.#blocks.length - 1, this.#used, end], at);
    this.#used = end;
    this.#count += 1;
    this.letters += text.length;
  }

  /** Undefined when there is no text of that number. */
  at(index: number): string | undefined {
    if (!(index >= 0 && index < this.#count)) return undefined;
    const at = index * 3;
    return this.#blocks[this.#places[at]!]!.toString('utf8', this.#places[at + 1], this.#places[at + 2]);
  }
}

/** Reads the shared strings: the runs of a formatted text put together, how it is read aloud (`rPh`) left out. */
export const readStrings = async (archive: Archive, part: string | undefined, limits: TableLimits): Promise<StringTable> => {
  const table = new StringTable();
  if (part === undefined) return table;
  let text = '';
  let isText = false;
  let inPhonetic = false;
  let count = 0;
  await readXml(archive.read(part), part, {
    open: (name) => {
      if (name === 'si') text = '';
      else if (name === 't') isText = !inPhonetic;
      else if (name === 'rPh') inPhonetic = true;
    },
    text: (piece) => {
      if (!isText) return;
      text += piece;
      if (text.length > longestText)
        throw unsafe(`${part} has a text of more than ${longestText.toLocaleString('en-US')} letters, where a cell holds 32,767`);
    },
    close: (name) => {
      if (name === 't') isText = false;
      else if (name === 'rPh') inPhonetic = false;
      else if (name === 'si') {
        table.add(unescapeText(text));
        within(limits, 'cells', ++count);
        within(limits, 'letters', table.letters);
      }
    },
  });
  return table;
};
