import type { TableLimits } from '../limits.ts';
import { within } from '../refusal.ts';
import type { Archive } from './archive.ts';
import { unescapeText } from './cells.ts';
import { readXml } from './xml.ts';

/**
 * The texts that cells refer to by number, kept as bytes: a hundred thousand short texts as JavaScript values take three times as much, and each would
 * keep alive the piece of the file it was cut from.
 */
export class StringTable {
  #bytes = Buffer.allocUnsafe(64 * 1024);
  #ends = new Uint32Array(1024);
  #count = 0;

  get letters(): number {
    return this.#count === 0 ? 0 : this.#ends[this.#count - 1]!;
  }

  add(text: string): void {
    const start = this.letters;
    const most = start + text.length * 3;
    if (most > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(most, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, start);
      this.#bytes = larger;
    }
    if (this.#count === this.#ends.length) {
      const longer = new Uint32Array(this.#ends.length * 2);
      longer.set(this.#ends);
      this.#ends = longer;
    }
    this.#ends[this.#count] = start + this.#bytes.write(text, start);
    this.#count += 1;
  }

  /** Undefined when there is no text of that number. */
  at(index: number): string | undefined {
    if (!(index >= 0 && index < this.#count)) return undefined;
    return this.#bytes.toString('utf8', index === 0 ? 0 : this.#ends[index - 1], this.#ends[index]);
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
      if (isText) text += piece;
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
