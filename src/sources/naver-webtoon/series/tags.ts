import { z } from 'zod';

/** A tag as the info and the curation list write it: the genres, free tags and the mark of a novel share one list. */
export const curationTags = z.array(z.object({ tagName: z.string(), curationType: z.string() })).nullish();

/** The tags of a series, by kind. */
export interface Tags {
  /** Names as the site shows them. */
  readonly genres: string[];
  /** Their codes, which do not depend on a language: `PURE`, `FANTASY`. */
  readonly genreCodes: string[];
  readonly tags: string[];
  readonly novelOrigin: boolean;
}

const genrePrefix = 'GENRE_';

/** Sorts a list of tags by kind; kinds unknown today count as tags. Null when the platform gave no list. */
export const tagsOf = (list: z.infer<typeof curationTags>): Tags | null => {
  if (!list) return null;
  const sorted: { genres: string[]; genreCodes: string[]; tags: string[]; novelOrigin: boolean } = {
    genres: [],
    genreCodes: [],
    tags: [],
    novelOrigin: false,
  };
  for (const { tagName, curationType } of list) {
    if (curationType.startsWith(genrePrefix)) {
      sorted.genres.push(tagName);
      sorted.genreCodes.push(curationType.slice(genrePrefix.length));
    } else if (curationType === 'NOVEL_ORIGIN') sorted.novelOrigin = true;
    else sorted.tags.push(tagName);
  }
  return sorted;
};
