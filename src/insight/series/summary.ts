import type { Count, Platform, StoredCount } from '../../domain/index.ts';
import { countOf, countOfSum } from '../counts.ts';
import type { RankKeys } from './ranks.ts';

export const summaryMetrics = ['views', 'likes', 'comments', 'favourites', 'seriesLikes', 'rank', 'stars', 'episodes'] as const;
export type SummaryMetric = (typeof summaryMetrics)[number];

/** A series as lists show it. */
export interface SeriesSummary {
  readonly platform: Platform;
  readonly id: string;
  readonly title: string;
  readonly authors: readonly string[];
  readonly thumbnailUrl: string | null;
  readonly weekdays: readonly string[];
  readonly state: string | null;
  readonly genres: readonly string[];
  readonly ageRating: string | null;
  readonly adult: boolean | null;
  /** `likes` and `comments` are sums over the episodes; `seriesLikes` is the platform's own number for the whole series. */
  readonly counts: Readonly<Record<SummaryMetric, Count | null>>;
  /** Over how many of the `episodes` the sums of likes and comments go. */
  readonly likesKnown: number;
  readonly commentsKnown: number;
  readonly lastSeenAt: Date;
}

/** The columns every statement about series selects, from `record r left join series_total t`. */
export const summaryColumns = `
  r.platform, r.id, r.fields, r.counts, r.last_seen_at,
  t.likes, coalesce(t.likes_known, 0)::integer as likes_known, t.likes_digits, coalesce(t.likes_open, false) as likes_open,
  t.comments, coalesce(t.comments_known, 0)::integer as comments_known, t.comments_digits, coalesce(t.comments_open, false) as comments_open,
  coalesce(t.episodes, 0)::integer as episodes_kept`;

export interface SummaryRow {
  platform: Platform;
  id: string;
  fields: SeriesFields;
  counts: Readonly<Record<string, StoredCount>>;
  last_seen_at: Date;
  likes: string | null;
  likes_known: number;
  likes_digits: number | null;
  likes_open: boolean;
  comments: string | null;
  comments_known: number;
  comments_digits: number | null;
  comments_open: boolean;
  episodes_kept: number;
}

/** What sources write into `fields` of a series; a field no answer has given yet is absent. */
export interface SeriesFields {
  readonly title?: string | null;
  readonly authors?: readonly string[] | null;
  readonly authorRoles?: unknown;
  readonly thumbnailUrl?: string | null;
  readonly weekdays?: readonly string[] | null;
  readonly state?: string | null;
  readonly genres?: readonly string[] | null;
  readonly tags?: readonly string[] | null;
  readonly ageRating?: string | null;
  readonly adult?: boolean | null;
  readonly synopsis?: string | null;
  readonly publishDescription?: string | null;
}

export const summaryOf = (row: SummaryRow, ranks: RankKeys): SeriesSummary => {
  const { fields, counts } = row;
  // The platform's own number of episodes can be greater than what was collected so far; a sum is complete only against that.
  const episodes = countOf(counts['episodes']);
  const rankedBy = fields.state === 'finished' ? ranks.finished : ranks.ongoing;
  const of = Math.max(row.episodes_kept, episodes?.value ?? 0);
  return {
    platform: row.platform,
    id: row.id,
    title: fields.title ?? row.id,
    authors: fields.authors ?? [],
    thumbnailUrl: fields.thumbnailUrl ?? null,
    weekdays: fields.weekdays ?? [],
    state: fields.state ?? null,
    genres: fields.genres ?? [],
    ageRating: fields.ageRating ?? null,
    adult: fields.adult ?? null,
    counts: {
      views: countOf(counts['views']),
      likes: countOfSum({ sum: row.likes, known: row.likes_known, of, digits: row.likes_digits, open: row.likes_open }),
      comments: countOfSum({ sum: row.comments, known: row.comments_known, of, digits: row.comments_digits, open: row.comments_open }),
      favourites: countOf(counts['favourites']),
      seriesLikes: countOf(counts['seriesLikes']),
      rank: bestRank(rankedBy.map((key) => countOf(counts[key]))),
      stars: countOf(counts['stars']),
      episodes,
    },
    likesKnown: row.likes_known,
    commentsKnown: row.comments_known,
    lastSeenAt: row.last_seen_at,
  };
};

const bestRank = (ranks: readonly (Count | null)[]): Count | null =>
  ranks.reduce((best, rank) => (rank !== null && (best === null || rank.value < best.value) ? rank : best), null);
