import type { SeriesDetail } from '../api/index.ts';

/** A person and what they did, by the names of the lists they stand in. */
export interface Author {
  readonly name: string;
  readonly roles: readonly string[];
}

const namesIn = (list: unknown): string[] =>
  Array.isArray(list)
    ? list.flatMap((each: unknown) => (typeof each === 'object' && each !== null && 'name' in each ? [String(each.name)] : []))
    : [];

/**
 * Everyone who made a title, each once, with all their parts. Sources write parts as lists of people
 * (`{ writers: [{ id, name }], painters: [...] }`); a source that writes nothing of the kind still gives the names.
 */
export const authorsOf = ({ authors, authorRoles }: Pick<SeriesDetail, 'authors' | 'authorRoles'>): readonly Author[] => {
  const parts =
    typeof authorRoles === 'object' && authorRoles !== null
      ? Object.entries(authorRoles).map(([role, list]) => [role, namesIn(list)] as const)
      : [];
  const names = new Set([...authors, ...parts.flatMap(([, list]) => list)]);
  return [...names].map((name) => ({ name, roles: parts.filter(([, list]) => list.includes(name)).map(([role]) => role) }));
};
