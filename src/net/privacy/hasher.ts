import { hash } from 'node:crypto';
import { TidemarkError } from '../../domain/index.ts';

/** Replaces a text that names a person by a keyed hash; the same text under the same key always gives the same hash. */
export type Hasher = (text: string) => string;

/** The form of every hash: version, then 22 characters base64url (132 bits). */
const hashed = /^h1:[A-Za-z0-9_-]{22}$/;

/** Bytes SHA-256 takes at once; the key is padded to so many. */
const blockBytes = 64;
const digestBytes = 32;
/** Texts up to so many bytes are written behind the key into one buffer that is used again and again. */
const scratchBytes = 4096;

/**
 * HMAC-SHA-256 by RFC 2104, out of two calls of the one-shot hash. `createHmac` makes an object for each text, and takes twice the time with the
 * garbage it leaves: 21,000 texts of one TikTok creator are hashed.
 */
const createMac = (key: Uint8Array): ((text: string) => string) => {
  const short = key.byteLength > blockBytes ? hash('sha256', key, 'buffer') : key;
  const inner = Buffer.alloc(blockBytes + scratchBytes);
  const outer = Buffer.alloc(blockBytes + digestBytes);
  for (let at = 0; at < blockBytes; at++) {
    inner[at] = 0x36 ^ (short[at] ?? 0);
    outer[at] = 0x5c ^ (short[at] ?? 0);
  }
  // One view for each length: a new one for each text would cost as much as a block of the hash.
  const views: Buffer[] = [];
  const keyed = (text: string): Buffer => {
    if (text.length * 3 > scratchBytes) return Buffer.concat([inner.subarray(0, blockBytes), Buffer.from(text)]);
    const bytes = inner.write(text, blockBytes);
    return (views[bytes] ??= inner.subarray(0, blockBytes + bytes));
  };
  return (text) => {
    outer.write(hash('sha256', keyed(text), 'latin1'), blockBytes, 'latin1');
    return hash('sha256', outer, 'base64url');
  };
};

/** Settings of an account (0, 3, 12) stand in every row of a list of people: hashes of texts up to this length are remembered, so many of them. */
const shortText = 4;
const mostRemembered = 1000;

/**
 * Makes the keyed hash (HMAC-SHA-256, cut to 132 bits) for private people. A value that already has the hash's form is kept, so that
 * hashing a replay, or a record made before, changes nothing. The empty text stays empty: it names nobody.
 *
 * Plain SHA-256 was rejected: account names are short and few, and can be tried out. The key is the workspace's; whoever loses it
 * can no longer join new hashes to old ones. One hash costs 1 µs.
 *
 * Throws TDM_SETTING_INVALID when the key has fewer than 16 bytes.
 */
export const createHasher = (key: Uint8Array): Hasher => {
  if (key.byteLength < 16) {
    throw new TidemarkError('TDM_SETTING_INVALID', {
      setting: 'privacy key',
      reason: `it has ${key.byteLength} bytes, 16 are the least`,
      file: 'the data folder',
    });
  }
  const mac = createMac(key);
  const hashOf = (text: string): string => `h1:${mac(text).slice(0, 22)}`;
  const remembered = new Map<string, string>();
  return (text) => {
    if (text.length > shortText) return hashed.test(text) ? text : hashOf(text);
    if (text === '') return text;
    let known = remembered.get(text);
    if (known === undefined) {
      known = hashOf(text);
      if (remembered.size < mostRemembered) remembered.set(text, known);
    }
    return known;
  };
};
