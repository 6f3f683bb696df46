import { mix, pick } from '../random.ts';
import { adjectives, penFirst, penLast, places, roles, synopsisEndings, synopsisMiddles, synopsisOpenings, things } from './words.ts';

/** Five ways to put a title together; each has three invented parts, so that meeting a real title by chance is out of reach. */
const patterns: readonly ((hash: number) => string)[] = [
  (hash) => `${pick(adjectives, mix(hash, 1))} ${pick(places, mix(hash, 2))}의 ${pick(things, mix(hash, 3))}`,
  (hash) => `${pick(places, mix(hash, 2))} ${pick(roles, mix(hash, 4))}의 ${pick(things, mix(hash, 3))}`,
  (hash) => `${pick(adjectives, mix(hash, 1))} ${pick(roles, mix(hash, 4))}의 ${pick(things, mix(hash, 3))}`,
  (hash) => `${pick(places, mix(hash, 2))}에서 온 ${pick(adjectives, mix(hash, 1))} ${pick(roles, mix(hash, 4))}`,
  (hash) => `${pick(adjectives, mix(hash, 1))} ${pick(roles, mix(hash, 4))}, ${pick(places, mix(hash, 2))}에 가다`,
];

/** Names without repetition: the same hash and the same history give the same name. */
export const createNamer = (): ((hash: number) => string) => {
  const taken = new Set<string>();
  return (hash) => {
    for (let attempt = 0; ; attempt++) {
      const word = mix(hash, attempt);
      // After 40 collisions the pool is worn out; seasons keep names distinct in worlds of any size.
      const name = pick(patterns, word)(word) + (attempt < 40 ? '' : ` 시즌${attempt - 38}`);
      if (taken.has(name)) continue;
      taken.add(name);
      return name;
    }
  };
};

export interface Author {
  readonly id: number;
  readonly name: string;
}

/** The nth author: 750 pen names, then the same ones numbered. */
export const authorAt = (index: number): Author => {
  const count = penFirst.length * penLast.length;
  const place = Math.imul(index, 463) % count;
  const first = penFirst[Math.floor(place / penLast.length)]!;
  const round = Math.floor(index / count);
  return { id: 5_000_001 + index * 3, name: `${first}${penLast[place % penLast.length]!}${round === 0 ? '' : round + 1}` };
};

/** A synopsis of three sentences, with the quotes and line breaks that real ones have. */
export const synopsisOf = (hash: number, name: string): string =>
  `${pick(synopsisOpenings, mix(hash, 1))} \n${pick(synopsisMiddles, mix(hash, 2))} ${pick(synopsisEndings, mix(hash, 3))} \n<${name}>`;
