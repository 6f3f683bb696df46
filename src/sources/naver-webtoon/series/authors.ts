import { z } from 'zod';

const person = z.object({ id: z.int(), name: z.string() });
const people = z.array(person).nullish();

/** Who made a series, as written in 2023. */
export const authorOf2023 = z.object({ writers: people, painters: people, originAuthors: people }).nullish();

/** Who made a series, as written since: one list, each person with all the parts they have. */
export const communityArtists = z
  .array(z.object({ artistId: z.int(), name: z.string(), artistTypeList: z.array(z.string()).nullish() }))
  .nullish();

interface Person {
  readonly id: string;
  readonly name: string;
}

/** People by what they did. */
export interface AuthorRoles {
  readonly writers: readonly Person[];
  readonly painters: readonly Person[];
  readonly originalAuthors: readonly Person[];
}

const personOf = ({ id, name }: z.infer<typeof person>): Person => ({ id: String(id), name });

/** The roles in lists of their own, whichever names the lists have. Null when no list is given. */
export const rolesOfLists = (
  writers: z.infer<typeof people>,
  painters: z.infer<typeof people>,
  originals: z.infer<typeof people>,
): AuthorRoles | null =>
  writers || painters || originals
    ? { writers: (writers ?? []).map(personOf), painters: (painters ?? []).map(personOf), originalAuthors: (originals ?? []).map(personOf) }
    : null;

const roleOfType: Readonly<Record<string, keyof AuthorRoles>> = {
  ARTIST_WRITER: 'writers',
  ARTIST_PAINTER: 'painters',
  ARTIST_NOVEL_ORIGIN: 'originalAuthors',
};

/** The roles out of the later shape. Someone whose part is unknown today is still named, among `authors`. */
export const rolesOfArtists = (artists: z.infer<typeof communityArtists>): AuthorRoles | null => {
  if (!artists) return null;
  const roles: Record<keyof AuthorRoles, Person[]> = { writers: [], painters: [], originalAuthors: [] };
  for (const { artistId, name, artistTypeList } of artists) {
    for (const type of artistTypeList ?? []) {
      if (Object.hasOwn(roleOfType, type)) roles[roleOfType[type]!].push({ id: String(artistId), name });
    }
  }
  return roles;
};

/** Names in the order of the credits line, each once. */
export const namesOf = (roles: AuthorRoles | null, artists: z.infer<typeof communityArtists> = null): string[] | undefined => {
  if (!roles) return undefined;
  const names = [...roles.writers, ...roles.painters, ...roles.originalAuthors, ...(artists ?? [])].map(({ name }) => name);
  return [...new Set(names)];
};

/** Lists of people, for shapes that name them otherwise. */
export const peopleList = people;
