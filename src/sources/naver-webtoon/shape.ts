import { z } from 'zod';
import type { Count, Day } from '../../domain/index.ts';
import { exactUnlessZero } from '../../domain/index.ts';

/** The name under which every record of this source stands. */
export const platform = 'naver-webtoon';

/** The politeness domain of all hosts of this source: they are one operator's, and the likes and comments serve the same pages. */
export const lane = 'naver-webtoon';

/** What the site's own pages send along. The data addresses answer without it only some of the time. */
export const referer = { Referer: 'https://comic.naver.com/' } as const;

export { given, outcomeOf, queryOf, wireCount, wireFlag, wireId, wireText } from '../fields.ts';
export const wireStars = z.number().min(0).max(10).nullish();

/** The episode `no` of a series, the way the platform itself writes it in likes and comments. `no` is a name, not a position. */
export const episodeIdOf = (titleId: number | string, no: number | string): string => `${titleId}_${no}`;

/** The two parts of an episode id. */
export const partsOf = (episodeId: string): { readonly titleId: string; readonly no: string } => {
  const at = episodeId.lastIndexOf('_');
  return at < 0 ? { titleId: episodeId, no: '' } : { titleId: episodeId.slice(0, at), no: episodeId.slice(at + 1) };
};

/** A mean of stars. Readers give 1 to 10, so 0 can only mean that nobody has rated yet, or that nobody may. */
export const stars = (value: number | null | undefined): Count | null => exactUnlessZero(value);

const digit = (text: string, at: number): number => text.charCodeAt(at) - 48;
const isDigit = (value: number): boolean => value >= 0 && value <= 9;

/** The number of two digits at a place, or -1. */
const twoDigits = (text: string, at: number): number => {
  const tens = digit(text, at);
  const ones = digit(text, at + 1);
  return isDigit(tens) && isDigit(ones) ? tens * 10 + ones : -1;
};

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * A day written `YY.MM.DD`, in Korea; null for anything else, such as the countdown of a preview. The service began in 2005. Read by hand:
 * 20 of them stand on every page of episodes, and a regular expression with a Date each took a fifth of the page's whole time.
 */
export const dayOfShort = (text: string | null | undefined): Day | null => {
  if (typeof text !== 'string' || text.length !== 8 || text[2] !== '.' || text[5] !== '.') return null;
  const year = twoDigits(text, 0);
  const month = twoDigits(text, 3);
  const day = twoDigits(text, 6);
  if (year < 0 || month < 1 || month > 12 || day < 1) return null;
  const longest = month === 2 && year % 4 === 0 ? 29 : monthDays[month - 1]!;
  return day > longest ? null : `20${text.slice(0, 2)}-${text.slice(3, 5)}-${text.slice(6)}`;
};

/** Whether a series goes on. A finished one may still carry the mark of its last break, so `finished` wins. */
export const stateOf = (
  finished: boolean | null | undefined,
  resting: boolean | null | undefined,
): 'ongoing' | 'rest' | 'finished' | undefined => {
  if (finished) return 'finished';
  if (resting) return 'rest';
  return typeof finished === 'boolean' || typeof resting === 'boolean' ? 'ongoing' : undefined;
};

/** A page number of an address: 1 when it does not say. */
export const pageOf = (query: URLSearchParams): number => {
  const page = Number(query.get('page') ?? 1);
  return Number.isSafeInteger(page) && page > 0 ? page : 1;
};

/** What lists say about their pages. */
export const pageInfo = z.object({
  page: z.int().positive(),
  pageSize: z.int().positive(),
  totalPages: z.int().nonnegative(),
  /** 0 on the last page. */
  nextPage: z.int().nonnegative(),
});

/** The page to ask for next, or null. A page that names itself or an earlier one as the next would go round for ever. */
export const nextPageOf = ({ page, nextPage, totalPages }: z.infer<typeof pageInfo>): number | null =>
  nextPage > page && nextPage <= totalPages ? nextPage : null;
