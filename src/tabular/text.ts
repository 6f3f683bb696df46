import { isUtf8 } from 'node:buffer';
import { decodeCp949 } from './cp949.ts';
import { unreadable } from './refusal.ts';

/** Decodes a text file: UTF-8 with and without a mark, UTF-16 with one, else CP949 (EUC-KR). Throws TDM_TABLE_UNREADABLE. */
export const decodeText = (bytes: Buffer): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.includes(0)) throw unreadable('it is neither a workbook nor text', 'give an .xlsx, .csv or .json file');
  const text = isUtf8(bytes) ? bytes.toString('utf8') : decodeCp949(bytes);
  if (text === null) throw unreadable('its letters are neither UTF-8 nor CP949 (EUC-KR)', 'save it as CSV UTF-8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
};
