import { z } from 'zod';
import type { Json } from '../../domain/index.ts';
import { wireText } from '../fields.ts';

/** People of a series as the gateway lists them: one entry for each part somebody had. */
export const wireAuthors = z.array(z.object({ name: z.string().min(1), type: wireText, order: z.number().nullish() })).nullish();

const roleOfType: Readonly<Record<string, string>> = {
  AUTHOR: 'writers',
  ILLUSTRATOR: 'painters',
  ORIGINAL_STORY: 'originalAuthors',
  ADAPTATION: 'adapters',
  PUBLISHER: 'publishers',
};

/** Who made a series: `authors` in the order of the credits, and everybody by what they did. */
export interface People {
  readonly authors: readonly string[];
  readonly authorRoles: Readonly<Record<string, readonly { readonly name: string }[]>>;
}

/**
 * People without repetition: whoever wrote and drew is listed twice on the wire. A publisher is no author, and stands among the roles
 * only; someone whose part is unknown today is still named.
 */
export const peopleOf = (list: z.infer<typeof wireAuthors>): People | null => {
  if (!list) return null;
  const authors = new Set<string>();
  const roles = new Map<string, Set<string>>(['writers', 'painters', 'originalAuthors'].map((role) => [role, new Set()]));
  for (const { name, type } of list.toSorted((left, right) => (left.order ?? 0) - (right.order ?? 0))) {
    const role = type && Object.hasOwn(roleOfType, type) ? roleOfType[type]! : null;
    if (role !== 'publishers') authors.add(name);
    if (role !== null) roles.set(role, (roles.get(role) ?? new Set()).add(name));
  }
  return {
    authors: [...authors],
    authorRoles: Object.fromEntries([...roles].map(([role, names]) => [role, [...names].map((name) => ({ name }))])),
  };
};

/** The fields people become. */
export const peopleFields = (list: z.infer<typeof wireAuthors>): Record<string, Json | undefined> => {
  const people = peopleOf(list);
  return people ? { authors: people.authors, authorRoles: people.authorRoles } : {};
};
