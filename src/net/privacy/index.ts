/** Private people are hashed before anything is written. */
export { createHasher } from './hasher.ts';
export type { Hasher } from './hasher.ts';
export { redact } from './redact.ts';
export type { Redacted, RedactInput } from './redact.ts';
export { unwrap } from './wrapper.ts';
export type { Unwrapped } from './wrapper.ts';
