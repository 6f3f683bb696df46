import type { Hasher } from './hasher.ts';
import { maxDepth } from './rewrite.ts';

/** Keys under which platforms write why they did not answer. Their texts speak of the request, not of people, and parsers need them. */
const envelope = new Set(
  ['status', 'statusCode', 'status_code', 'statusMsg', 'status_msg', 'code', 'resultCode', 'message', 'msg', 'reason', 'success'].concat([
    'error',
    'errors',
    'errorCode',
    'error_code',
    'errorType',
    'errorMessage',
    'error_message',
  ]),
);

/** What a payload holds besides error words: rows (a list that is not empty), or texts inside nested objects, or at its top. */
export interface Contents {
  rows: boolean;
  nestedText: boolean;
  topText: boolean;
}

/** Looks whether a payload could hold people at all. Error envelopes (`{"code":404,"message":"..."}`) do not. */
export const contentsOf = (payload: unknown): Contents => {
  const contents = { rows: false, nestedText: false, topText: false };
  survey(payload, 0, contents);
  return contents;
};

const survey = (value: unknown, depth: number, contents: Contents): void => {
  if (depth > maxDepth) throw new RangeError('nested too deep');
  if (typeof value === 'string' && value !== '') {
    if (depth > 1) contents.nestedText = true;
    else contents.topText = true;
  } else if (Array.isArray(value)) {
    if (value.length > 0) contents.rows = true;
  } else if (value !== null && typeof value === 'object') {
    for (const [key, child] of Object.entries(value)) if (!envelope.has(key)) survey(child, depth + 1, contents);
  }
};

/**
 * The structure of a payload without its contents: every text and number becomes a hash; keys, nesting, true, false and null stay.
 * Keys of objects used as maps (two or more entries of the same shape) are hashed as well, as they may be account names.
 * Error words outside of lists stay readable.
 */
export const skeletonOf = (payload: unknown, hash: Hasher): string => JSON.stringify(strip(payload, hash, false, 0));

const strip = (value: unknown, hash: Hasher, inArray: boolean, depth: number): unknown => {
  if (depth > maxDepth) throw new RangeError('nested too deep');
  if (typeof value === 'string') return hash(value);
  if (typeof value === 'number') return hash(String(value));
  if (Array.isArray(value)) return value.map((each) => strip(each, hash, true, depth + 1));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  const isMap = looksLikeMap(entries.map(([, child]) => child));
  return Object.fromEntries(
    entries.map(([key, child]) => [
      isMap ? hash(key) : key,
      !inArray && envelope.has(key) ? child : strip(child, hash, inArray, depth + 1),
    ]),
  );
};

const looksLikeMap = (values: readonly unknown[]): boolean => {
  if (values.length < 2) return false;
  const shapes = new Set(
    values.map((value) => (value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.keys(value).join() : '')),
  );
  return shapes.size === 1 && !shapes.has('');
};
