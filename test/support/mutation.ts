import fc from 'fast-check';

type Path = readonly (string | number)[];

/** Every place in a JSON value, the root excepted. */
export const placesIn = (value: unknown, path: Path = []): Path[] => {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    return [place, ...placesIn(child, place)];
  });
};

const remove = Symbol('remove');
type Change = (value: unknown) => unknown;

/** What can go wrong with one value. */
const changes: Readonly<Record<string, Change>> = {
  removed: () => remove,
  nulled: () => null,
  emptied: (value) => (Array.isArray(value) ? [] : typeof value === 'object' ? {} : ''),
  'as text': (value) => (typeof value === 'string' ? value : JSON.stringify(value)),
  'another text': (value) => `${String(value)}x`,
  'as number': () => 17,
  'as flag': () => true,
  negative: (value) => (typeof value === 'number' ? -1 - Math.abs(value) : -1),
  'beyond exact': () => 2 ** 60,
  fraction: () => 0.5,
  'in a list': (value) => [value],
  'in an object': (value) => ({ value }),
  doubled: (value) => (Array.isArray(value) ? [...value, ...value] : value),
  'key of the prototype': () => JSON.parse('{"__proto__":{"titleId":1},"constructor":1}') as unknown,
};

/** A copy of a payload with one place changed. */
export const changedAt = (payload: unknown, path: Path, change: Change): unknown => {
  const copy = structuredClone(payload) as Record<string | number, unknown>;
  let holder = copy;
  for (const key of path.slice(0, -1)) {
    const next = holder[key];
    if (next === null || typeof next !== 'object') return copy;
    holder = next as Record<string | number, unknown>;
  }
  const last = path.at(-1)!;
  const value = change(holder[last]);
  if (value !== remove) holder[last] = value;
  else if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete holder[last];
  return copy;
};

/** A copy of a payload in which every value under one key is changed, wherever the key stands. */
export const changedEverywhere = (payload: unknown, key: string, change: keyof typeof changes): unknown => {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (value === null || typeof value !== 'object') return value;
    const entries: [string, unknown][] = [];
    for (const [name, child] of Object.entries(value)) {
      const next = name === key ? changes[change]!(child) : walk(child);
      if (next !== remove) entries.push([name, next]);
    }
    return Object.fromEntries(entries);
  };
  return walk(payload);
};

/** Every key of a JSON value, once. */
export const keysIn = (payload: unknown): string[] => [
  ...new Set(placesIn(payload).flatMap((path) => path.filter((key) => typeof key === 'string'))),
];

/** Payloads with one to three things wrong. */
export const mutated = (payload: unknown): fc.Arbitrary<unknown> => {
  const step = fc.record({ at: fc.nat(), change: fc.constantFrom(...Object.keys(changes)) });
  return fc.array(step, { minLength: 1, maxLength: 3 }).map((steps) => {
    let current = payload;
    for (const { at, change } of steps) {
      const places = placesIn(current);
      if (places.length === 0) break;
      current = changedAt(current, places[at % places.length]!, changes[change]!);
    }
    return current;
  });
};
