import type { Count, Day, Platform, StoredCount } from '../../domain/index.ts';
import type { Sql } from '../../store/index.ts';
import { countOf } from '../counts.ts';
import { behind, decodeCursor, pageOf, positionValues } from '../keyset.ts';
import { newestTraces } from '../newest-traces.ts';
import type { NewestTraces } from '../newest-traces.ts';

export const episodeSorts = ['no', 'likes', 'comments', 'stars', 'publishedOn'] as const;
export type EpisodeSort = (typeof episodeSorts)[number];

export interface EpisodeSummary {
  readonly id: string;
  readonly no: number | null;
  readonly title: string | null;
  readonly publishedOn: Day | null;
  readonly charge: boolean | null;
  readonly preview: boolean | null;
  readonly thumbnailUrl: string | null;
  readonly counts: Readonly<Record<'likes' | 'comments' | 'stars' | 'starVotes', Count | null>>;
  readonly lastSeenAt: Date;
}

/** An episode of a list, with the trace of each of its numbers, and of its words under `fields`. */
export interface TracedEpisode extends EpisodeSummary {
  readonly traces: NewestTraces;
}

export interface EpisodeQuestion {
  readonly platform: Platform;
  readonly seriesId: string;
  readonly sort: EpisodeSort;
  readonly direction: 'asc' | 'desc';
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** One page of a series' episodes. Those without the number that is sorted by come last in both directions. */
export const listEpisodes = async (
  sql: Sql,
  question: EpisodeQuestion,
): Promise<{ items: TracedEpisode[]; next: string | null; total: number }> => {
  const { platform, seriesId, sort, direction, limit } = question;
  const order = [platform, seriesId, sort, direction];
  const after = decodeCursor(order, question.cursor, sort === 'publishedOn' ? 'text' : 'number');
  const rows = await sql.query<PageRow>({
    text: statement(sort, direction),
    values: [platform, seriesId, ...positionValues(after, 1), limit + 1],
  });
  const { page, next, total } = pageOf(order, rows, limit, ({ id }) => [id]);
  return {
    items: await withTraces(sql, platform, page.map(summaryOf)),
    next,
    total,
  };
};

const withTraces = async (sql: Sql, platform: Platform, items: readonly EpisodeSummary[]): Promise<TracedEpisode[]> => {
  const traces = await newestTraces(sql, { kind: 'episode', records: items.map(({ id }) => ({ platform, id })), metrics: shownMetrics });
  return items.map((item, n) => ({ ...item, traces: traces[n]! }));
};

/** Every episode of a series in order, with the metrics a chart over the episodes shows. */
export const episodeCurve = async (sql: Sql, platform: Platform, seriesId: string): Promise<EpisodeSummary[]> =>
  (await sql.query<EpisodeRow>({ text: all, values: [platform, seriesId] })).map(summaryOf);

interface EpisodeRow {
  id: string;
  fields: {
    readonly no?: number | null;
    readonly title?: string | null;
    readonly publishedOn?: string | null;
    readonly charge?: boolean | null;
    readonly preview?: boolean | null;
    readonly thumbnailUrl?: string | null;
  };
  counts: Readonly<Record<string, StoredCount>>;
  last_seen_at: Date;
}

interface PageRow extends EpisodeRow {
  total: number;
  key: string | null;
}

const summaryOf = ({ id, fields, counts, last_seen_at }: EpisodeRow): EpisodeSummary => ({
  id,
  no: fields.no ?? null,
  title: fields.title ?? null,
  publishedOn: fields.publishedOn ?? null,
  charge: fields.charge ?? null,
  preview: fields.preview ?? null,
  thumbnailUrl: fields.thumbnailUrl ?? null,
  counts: {
    likes: countOf(counts['likes']),
    comments: countOf(counts['comments']),
    stars: countOf(counts['stars']),
    starVotes: countOf(counts['starVotes']),
  },
  lastSeenAt: last_seen_at,
});

const keys: Readonly<Record<EpisodeSort, string>> = {
  no: "count_value(fields -> 'no')",
  likes: "count_value(counts -> 'likes')",
  comments: "count_value(counts -> 'comments')",
  stars: "count_value(counts -> 'stars')",
  publishedOn: 'fields ->> \'publishedOn\' collate "C"',
};

const statement = (sort: EpisodeSort, direction: 'asc' | 'desc'): string => {
  const type = sort === 'publishedOn' ? 'text' : 'numeric';
  return `
with matched as materialized (
  select id, fields, counts, last_seen_at, (${keys[sort]}) as key
  from record where platform = $1 and kind = 'episode' and parent_id = $2
), page as (
  select * from matched
  where ${behind(3, { direction, type, ties: ['id'] })}
  order by key is null, key ${direction}, id
  limit $6
)
select (select count(*) from matched)::integer as total, p.id, p.fields, p.counts, p.last_seen_at, p.key::text as key
from (select) as always left join page p on true
order by p.key is null, p.key ${direction}, p.id`;
};

const shownMetrics = ['likes', 'comments', 'stars', 'starVotes'];

const all = `
select id, fields, counts, last_seen_at
from record where platform = $1 and kind = 'episode' and parent_id = $2
order by ${keys.no}, id`;
