import type { Json, Misfit, Outcome, Parsed } from '../domain/index.ts';

/** How much of an offending value is kept: enough to recognise the shape, not enough to fill the quarantine. */
const limits = { characters: 2_000, depth: 5, entries: 30, text: 400 } as const;

/**
 * At most about 2 kB of a value, for the quarantine. The copy is bounded on the way down, because a misfit may be a payload of hundreds
 * of megabytes or nested a million levels deep.
 */
export const clip = (value: unknown): Json => {
  let room: number = limits.characters;
  const copy = (part: unknown, depth: number): Json => {
    if (part === null || part === undefined) return null;
    if (typeof part === 'string') {
      const text = part.slice(0, Math.min(limits.text, Math.max(0, room)));
      room -= text.length + 2;
      return text.length < part.length ? `${text}…` : text;
    }
    room -= 8;
    if (typeof part === 'boolean') return part;
    if (typeof part === 'number') return Number.isFinite(part) ? part : String(part);
    if (typeof part !== 'object') return String(part);
    if (depth >= limits.depth || room <= 0) return '…';
    if (Array.isArray(part)) {
      const items: Json[] = [];
      for (const item of part) {
        if (items.length >= limits.entries || room <= 0) {
          items.push('…');
          break;
        }
        items.push(copy(item, depth + 1));
      }
      return items;
    }
    const object: Record<string, Json> = {};
    let entries = 0;
    for (const key in part) {
      if (++entries > limits.entries || room <= 0) {
        object['…'] = '…';
        break;
      }
      room -= key.length + 3;
      const kept = copy((part as Record<string, unknown>)[key], depth + 1);
      // A payload may name a key `__proto__`; assigning it would not make a key.
      Object.defineProperty(object, key.slice(0, 100), { value: kept, enumerable: true, configurable: true, writable: true });
    }
    return object;
  };
  return copy(value, 0);
};

/** A part of a payload that breaks its schema. */
export const misfit = (path: string, reason: string, value: unknown): Misfit => ({ path, reason, value: clip(value) });

/** What a parser says when a payload gave no records. */
export const nothing = (outcome: Outcome, quarantined: readonly Misfit[] = [], note?: string): Parsed => ({
  outcome,
  records: [],
  quarantined,
  next: null,
  ...(note === undefined ? {} : { note }),
});
