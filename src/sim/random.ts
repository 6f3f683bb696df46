/**
 * Randomness without state: every figure of a simulated world is a hash of (seed, what it belongs to), so that any page can be computed
 * alone, in any order, and comes out the same.
 */

/** Two 32-bit numbers mixed into one (the finaliser of MurmurHash3). */
export const mix = (a: number, b: number): number => {
  let hash = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 15;
  return hash >>> 0;
};

/** A text as a 32-bit number (FNV-1a over UTF-16 units). */
export const hashText = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
};

/** A hash as a number in [0, 1). */
export const unit = (hash: number): number => hash / 4_294_967_296;

/** A number in [0, 1) for two hashes. */
export const unitOf = (a: number, b: number): number => mix(a, b) / 4_294_967_296;

/** One of a list, chosen by a hash. */
export const pick = <T>(list: readonly T[], hash: number): T => list[hash % list.length]!;

/** Roughly normal (sum of three uniforms), mean 0 and deviation 1. */
export const normalOf = (a: number, b: number): number => (unitOf(a, b) + unitOf(a, b + 101) + unitOf(a, b + 202) - 1.5) * 2;

const hexBytes = Array.from({ length: 65_536 }, (_, i) => i.toString(16).padStart(4, '0'));

/** The first 28 characters of a UUID-like name, and the last 8; apart, because a page of rows shares the first and pays only for the last. */
export const uuidHead = (a: number, b: number): string => {
  const one = mix(a, b);
  const two = mix(one, 0x51ed);
  const three = mix(two, 0x27d4);
  return `${hexBytes[one >>> 16]}${hexBytes[one & 0xffff]}-${hexBytes[two >>> 16]}-${hexBytes[two & 0xffff]}-${hexBytes[three >>> 16]}-${hexBytes[three & 0xffff]}`;
};

export const uuidTail = (hash: number): string => hexBytes[hash >>> 16]! + hexBytes[hash & 0xffff]!;

/** A hash written like a UUID, 36 characters. */
export const uuidOf = (a: number, b: number): string => uuidHead(a, b) + uuidTail(mix(mix(a, b), 0x1656));
