import { plainText, stripSecrets } from '../domain/index.ts';
import type { Json } from '../domain/index.ts';

/** The first `length` characters, none of them cut in two. */
export const clip = (text: string, length: number): string => {
  if (text.length <= length) return text;
  const cut = text.slice(0, length - 1);
  return `${cut.isWellFormed() || !text.isWellFormed() ? cut : cut.slice(0, -1)}…`;
};

/**
 * A text that PostgreSQL takes (no NUL, no half characters), in one line and without the secrets one can see: an event is written in the
 * transaction of what caused it, which must not fail because of the words.
 */
export const cleanText = (text: string, length: number): string => clip(plainText(stripSecrets(text.toWellFormed())), length);

/** The same for every text inside. */
export const cleanJson = (value: Json): Json => {
  if (typeof value === 'string') return cleanText(value, 2000);
  if (Array.isArray(value)) return value.map(cleanJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [cleanText(key, 200), cleanJson(inner as Json)]));
};
