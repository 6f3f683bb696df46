import { z } from 'zod';
import { exact, exactUnlessZero } from '../../../domain/index.ts';
import type { Json, ParsedRecord } from '../../../domain/index.ts';
import { rowReader } from '../../rows.ts';
import { given, platform, stars, stateOf, wireCount, wireFlag, wireId, wireStars, wireText } from '../shape.ts';

const titleRow = z.object({
  titleId: wireId,
  titleName: z.string().min(1),
  author: wireText,
  thumbnailUrl: wireText,
  up: wireFlag,
  rest: wireFlag,
  adult: wireFlag,
  starScore: wireStars,
  viewCount: wireCount,
  openToday: wireFlag,
  finish: wireFlag,
  new: wireFlag,
});

/** One row of a title list, as all title lists write it. */
export type TitleRow = z.infer<typeof titleRow>;

export const readTitleRows = rowReader<TitleRow>(titleRow);

/** The metrics whose silence in a whole list is reported. */
export const titleMetrics = ['starScore', 'viewCount'] as const;

/** The names in `A / B / C`. */
export const authorNames = (line: string | null | undefined): string[] | undefined =>
  line
    ? line
        .split(' / ')
        .map((name) => name.trim())
        .filter((name) => name !== '')
    : undefined;

/** The orders a list can be asked for; any other word in an address is taken as it stands. */
export const orderOf = (query: URLSearchParams): string => (query.get('order') || 'user').toLowerCase();

/** A series as one row of one list shows it; `rank` is its place in that list's order, which no field states. */
export const titleRecord = (
  row: TitleRow,
  place: { readonly scope: string; readonly rank: number | null; readonly weekdays?: Json },
): ParsedRecord => ({
  kind: 'series',
  platform,
  id: String(row.titleId),
  scope: place.scope,
  fields: given({
    title: row.titleName,
    authors: authorNames(row.author),
    thumbnailUrl: row.thumbnailUrl,
    weekdays: place.weekdays,
    state: stateOf(row.finish, row.rest),
    adult: row.adult,
    isNew: row.new,
    updatedToday: row.up,
    opensToday: row.openToday,
  } as Record<string, Json | undefined>),
  counts: {
    // 534 of 578 rows of the recorded list say 0, among them titles read by millions: 0 means "not shown".
    views: exactUnlessZero(row.viewCount),
    stars: stars(row.starScore),
    rank: place.rank === null ? null : exact(place.rank),
  },
});
