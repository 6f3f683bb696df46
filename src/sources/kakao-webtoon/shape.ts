import { z } from 'zod';
import { exact } from '../../domain/index.ts';
import type { Count, Misfit } from '../../domain/index.ts';
import { misfit } from '../misfit.ts';

/** The name under which every record of this source stands, whichever of the two services gave it. */
export const platform = 'kakao-webtoon';

/** The politeness domain of both services: they are one operator's. */
export const lane = 'kakao-webtoon';

/**
 * Kakao Webtoon and Kakao Page number their series apart, and the numbers could meet. A series of Kakao Page bears this before its
 * number; one of Kakao Webtoon is its bare `content.id`.
 */
const pagePrefix = 'page-';

export const pageIdOf = (seriesId: number | string): string => `${pagePrefix}${seriesId}`;

/** Whether a series or episode is one of Kakao Page. */
export const isPageId = (id: string): boolean => id.startsWith(pagePrefix);

/** The number by which Kakao Page knows a series. */
export const seriesNumberOf = (id: string): string => (isPageId(id) ? id.slice(pagePrefix.length) : id);

/**
 * An episode's name carries its series: likes are asked with both. The second part is the platform's id of the episode and not its `no`,
 * which is only a label.
 */
export const episodeIdOf = (seriesId: string, episode: number | string): string => `${seriesId}_${episode}`;

/** The two parts of an episode's name. */
export const partsOf = (episodeId: string): { readonly seriesId: string; readonly episode: string } => {
  const at = episodeId.lastIndexOf('_');
  return at < 0 ? { seriesId: episodeId, episode: '' } : { seriesId: episodeId.slice(0, at), episode: episodeId.slice(at + 1) };
};

/** `20` of `.../contents/20/episodes?...`; null when a saved payload came without its address. */
export const contentIdIn = (url: string): string | null => /\/contents\/(\d{1,15})(?:[/?]|$)/.exec(url)?.[1] ?? null;

/** Days as the addresses write them, with our names for them. */
export const dayNames = {
  mon: 'MONDAY',
  tue: 'TUESDAY',
  wed: 'WEDNESDAY',
  thu: 'THURSDAY',
  fri: 'FRIDAY',
  sat: 'SATURDAY',
  sun: 'SUNDAY',
} as const;

const byCode: Readonly<Record<string, string>> = dayNames;

/** Our name of a day written `mon` or `MON`; undefined for anything else. */
export const dayNamed = (code: string): string | undefined => {
  const lower = code.toLowerCase();
  return Object.hasOwn(byCode, lower) ? byCode[lower] : undefined;
};

/** The listings of the `titles` stream, and what each service calls them. `user` and not `popularity`, so that lists of all platforms share their words. */
export const listings: readonly { readonly id: string; readonly placement: string; readonly tab: number }[] = [
  ...Object.entries(dayNames).map(([code, name], at) => ({ id: `weekday/${name}`, placement: `timetable_${code}`, tab: at + 1 })),
  { id: 'finished', placement: 'timetable_completed', tab: 12 },
];

/** A place in an order, 1 being best. Titles not ranked yet are given the greatest 32-bit number, some lists write 0 for them. */
export const wireRank = z.int().nonnegative().nullish();
const unranked = 2_147_483_647;
export const rankOf = (value: number | null | undefined): Count | null => (value && value < unranked ? exact(value) : null);

/** The age from which a series may be read, in the words all webtoon platforms share. 18 and 19 are the same line, counted two ways. */
export const ageRatingOf = (age: number | null | undefined): 'all' | '12' | '15' | '18' | undefined => {
  switch (age) {
    case 0:
      return 'all';
    case 12:
      return '12';
    case 15:
      return '15';
    case 18:
    case 19:
      return '18';
    default:
      return undefined;
  }
};

/** An age no rating is known for, to be looked at. */
export const unknownAge = (path: string, age: number | null | undefined): Misfit[] =>
  age !== null && age !== undefined && ageRatingOf(age) === undefined ? [misfit(path, 'an unknown age rating', age)] : [];

/** Names in `A, B ,C`, each once. */
export const namesIn = (line: string | null | undefined): string[] | undefined =>
  line
    ? [
        ...new Set(
          line
            .split(',')
            .map((name) => name.trim())
            .filter((name) => name !== ''),
        ),
      ]
    : undefined;
