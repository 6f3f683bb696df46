/**
 * Bodies as "wire strings": the UTF-8 bytes of a text, one character each. Korean text kept this way leaves a body a one-byte string, so
 * that joining the pieces of a page and writing it to the socket are plain copies: a page of 20 episode rows takes 5.5 microseconds to
 * join and encode, against 9 with ordinary strings encoded at the end.
 */

/** A text as a wire string. */
export const toWire = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** A wire string as text. */
export const fromWire = (wire: string): string => Buffer.from(wire, 'latin1').toString('utf8');

/** A value as JSON in wire form. */
export const jsonWire = (value: unknown): string => toWire(JSON.stringify(value));

/** The value of a query parameter, decoded, or null. Scans instead of building a URL: 0.1 against 1.5 microseconds. */
export const queryValue = (query: string, name: string): string | null => {
  let at = 0;
  while (at <= query.length) {
    const found = query.indexOf(name, at);
    if (found < 0) return null;
    const end = found + name.length;
    if ((found === 0 || query.charCodeAt(found - 1) === 38) && query.charCodeAt(end) === 61) {
      const stop = query.indexOf('&', end);
      const raw = query.slice(end + 1, stop < 0 ? undefined : stop);
      return raw.includes('%') || raw.includes('+') ? decode(raw) : raw;
    }
    at = end;
  }
  return null;
};

/** All values of a repeated query parameter. */
export const queryValues = (query: string, name: string): string[] =>
  query
    .split('&')
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => decode(part.slice(name.length + 1)));

/** A whole number from a query, or the fallback when it is absent or not a number. */
export const queryNumber = (query: string, name: string, fallback: number): number => {
  const value = queryValue(query, name);
  if (value === null || !/^-?\d{1,15}$/.test(value)) return fallback;
  return Number(value);
};

const decode = (raw: string): string => {
  try {
    return decodeURIComponent(raw.replaceAll('+', ' '));
  } catch {
    return raw;
  }
};
