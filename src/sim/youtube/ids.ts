import { mix } from '../random.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const write = (number: number, length: number): string =>
  Array.from({ length }, (_, at) => letters[Math.floor(number / 64 ** (length - 1 - at)) % 64]!).join('');

const read = (text: string): number => [...text].reduce((sum, letter) => sum * 64 + letters.indexOf(letter), 0);

/** A name in the platform's letters that tells two numbers, so that nothing has to be looked up. */
export const idFrom = (one: number, two: number, hash: number, length: number): string => {
  let tail = '';
  for (let round = 0; tail.length < length - 6; round++) tail += write(mix(hash, 0x1d + round), 5);
  return write(one, 3) + write(two, 3) + tail.slice(0, length - 6);
};

/** The two numbers of a name; of a foreign one, any. */
export const numbersIn = (id: string): [number, number] => [read(id.slice(0, 3)), read(id.slice(3, 6))];

/** The token of a page, as the platform writes offsets: a message of two fields (its offset, and a 0), in base 64. */
export const pageToken = (offset: number): string => {
  const bytes: number[] = [];
  for (let left = offset; ; left >>>= 7) {
    bytes.push(left > 127 ? (left & 127) | 128 : left);
    if (left <= 127) break;
  }
  return Buffer.from([8, ...bytes, 16, 0]).toString('base64url');
};

/** The offset in a token; null for what is no token. */
export const offsetIn = (token: string): number | null => {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes[0] !== 8) return null;
  let offset = 0;
  let at = 1;
  for (let shift = 0; at < bytes.length && shift < 28; shift += 7) {
    const byte = bytes[at++]!;
    offset |= (byte & 127) << shift;
    if (byte < 128) return offset;
  }
  return null;
};
