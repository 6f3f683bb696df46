import { isUtf8 } from 'node:buffer';
import { decodeCp949 } from './cp949.ts';
import { unreadable } from './refusal.ts';

/**
 * A text file as UTF-8 without a mark, from UTF-8 or UTF-16 with and without one, else CP949 (EUC-KR). What is UTF-8 already is not copied.
 * Throws TDM_TABLE_UNREADABLE.
 */
export const asUtf8 = (bytes: Buffer): Buffer => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return Buffer.from(new TextDecoder('utf-16le').decode(bytes));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return Buffer.from(new TextDecoder('utf-16be').decode(bytes));
  if (bytes.includes(0)) {
    const text = unmarkedUtf16(bytes);
    if (text === null) throw unreadable('it is neither a workbook nor text', 'give an .xlsx, .csv or .json file');
    return Buffer.from(text);
  }
  if (isUtf8(bytes)) return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
  const text = decodeCp949(bytes);
  if (text === null) throw unreadable('its letters are neither UTF-8 nor CP949 (EUC-KR)', 'save it as CSV UTF-8');
  return Buffer.from(text);
};

/** UTF-16 of either kind, if it makes a text of lines and no control characters. */
const unmarkedUtf16 = (bytes: Buffer): string | null => {
  for (const name of ['utf-16le', 'utf-16be'])
    try {
      const text = new TextDecoder(name, { fatal: true }).decode(bytes);
      if (!/[^\P{Cc}\t\r\n]|\p{Co}|\p{Cn}/u.test(text) && /[,;\t\n]/.test(text)) return text;
    } catch {
      // Half of a letter: not this one.
    }
  return null;
};
