import { SaxesParser } from 'saxes';
import { unreadable, unsafe, saveAgain } from '../refusal.ts';

/** What a reader of one part hears. Names come without their prefix, as some programs write `x:row` for `row`. */
export interface XmlHandler {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** No element, text or comment of a workbook is longer: a cell holds 32,767 letters. */
const longestPiece = 2 ** 20;
/** Nor nests deeper. */
const deepest = 64;

/**
 * Reads one part as it comes. Nothing is kept but what the handler keeps: a piece that never ends and elements without end in one another are
 * refused, and so is a DTD, which no spreadsheet program writes and which can make a small file large.
 */
export const readXml = async (chunks: AsyncIterable<Buffer>, part: string, { open, text, close }: XmlHandler): Promise<void> => {
  const parser = new SaxesParser({ position: false, xmlns: false as const });
  let pending = 0;
  let depth = 0;
  let trouble: Error | undefined;
  const stop = (refusal: Error): never => {
    trouble = refusal;
    throw refusal;
  };
  const heard = (): void => {
    pending = 0;
  };
  parser.on('doctype', () => stop(unsafe(`${part} has a DTD`)));
  parser.on('comment', heard);
  parser.on('cdata', (piece) => {
    heard();
    text?.(piece);
  });
  parser.on('processinginstruction', heard);
  parser.on('opentag', ({ name, attributes }) => {
    heard();
    depth += 1;
    if (depth > deepest) stop(unsafe(`${part} nests deeper than ${deepest} elements`));
    open?.(localName(name), attributes);
  });
  parser.on('text', (piece) => {
    heard();
    text?.(piece);
  });
  parser.on('closetag', ({ name }) => {
    heard();
    depth -= 1;
    close?.(localName(name));
  });
  // A refusal that was thrown inside a handler is passed on; whatever else is thrown here is the parser's complaint.
  const run = (work: () => unknown): void => {
    try {
      work();
    } catch (error) {
      if (trouble) throw trouble;
      if (!(error instanceof Error) || error.name !== 'Error') throw error;
      throw unreadable(`${part} is broken: ${shorten(error.message)}`, saveAgain, error);
    }
  };
  let decoder: TextDecoder | undefined;
  for await (const chunk of chunks) {
    decoder ??= decoderOf(chunk);
    const piece = decoder.decode(chunk, { stream: true });
    pending += piece.length;
    run(() => parser.write(piece));
    if (pending > longestPiece)
      throw unsafe(`${part} has a text of more than ${longestPiece.toLocaleString('en-US')} letters, where a cell holds 32,767`);
  }
  run(() => parser.close());
};

const decoderOf = (first: Buffer): TextDecoder => {
  if (first[0] === 0xff && first[1] === 0xfe) return new TextDecoder('utf-16le');
  if (first[0] === 0xfe && first[1] === 0xff) return new TextDecoder('utf-16be');
  return new TextDecoder('utf-8');
};

const localName = (name: string): string => {
  const at = name.indexOf(':');
  return at === -1 ? name : name.slice(at + 1);
};

/** The parser's complaint, which may repeat what it found. */
const shorten = (message: string): string => message.slice(0, 100);
