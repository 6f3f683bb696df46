/** What JSON can say and jsonb cannot hold: NUL, and halves of surrogate pairs. The lookbehind skips an escaped backslash before a plain "u0000". */
const unstorable = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g;

/** JSON text that PostgreSQL accepts as jsonb: characters it cannot hold become U+FFFD (raw keeps the original). */
export const jsonText = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text.includes('\\u0000') || text.includes('\\ud') ? text.replace(unstorable, '$1\\ufffd') : text;
};
