import type { Count, Platform, StoredCount } from '../../domain/index.ts';
import type { Sql } from '../../store/index.ts';
import { countOf } from '../counts.ts';
import { behind, decodeCursor, pageOf, positionValues } from '../keyset.ts';
import { newestTraces } from '../newest-traces.ts';
import type { NewestTraces } from '../newest-traces.ts';
import { webAddress } from '../web-address.ts';

export const postMetrics = ['views', 'likes', 'comments', 'shares', 'saves'] as const;
export type PostMetric = (typeof postMetrics)[number];

export const postSorts = ['publishedAt', 'views', 'likes', 'comments'] as const;
export type PostSort = (typeof postSorts)[number];

/** A post, a video or a recorded broadcast of an account. */
export interface PostSummary {
  readonly id: string;
  /** What is written above or below it; null where the platform gives no words. */
  readonly title: string | null;
  readonly url: string | null;
  readonly imageUrl: string | null;
  readonly publishedAt: string | null;
  readonly durationSeconds: number | null;
  readonly type: string | null;
  /** Not there any more, or not for everybody. */
  readonly state: 'gone' | 'private' | null;
  readonly counts: Readonly<Record<PostMetric, Count | null>>;
  readonly traces: NewestTraces;
  readonly lastSeenAt: Date;
}

export interface PostQuestion {
  readonly platform: Platform;
  readonly accountId: string;
  readonly sort: PostSort;
  readonly direction: 'asc' | 'desc';
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** One page of an account's posts. Those without what is sorted by come last in both directions. Throws TDM_REQUEST_INVALID for a bad cursor. */
export const listPosts = async (
  sql: Sql,
  question: PostQuestion,
): Promise<{ items: PostSummary[]; next: string | null; total: number }> => {
  const { platform, accountId, sort, direction, limit } = question;
  const order = [platform, accountId, sort, direction];
  const after = decodeCursor(order, question.cursor, sort === 'publishedAt' ? 'text' : 'number');
  const rows = await sql.query<PageRow>({
    text: statement(sort, direction),
    values: [platform, accountId, ...positionValues(after, 1), limit + 1],
  });
  const { page, next, total } = pageOf(order, rows, limit, ({ id }) => [id]);
  const traces = await newestTraces(sql, { kind: 'post', records: page.map(({ id }) => ({ platform, id })), metrics: postMetrics });
  return {
    items: page.map((row, n) => postOf(row, traces[n]!)),
    next,
    total,
  };
};

interface PageRow {
  id: string;
  fields: {
    readonly title?: string | null;
    readonly description?: string | null;
    readonly url?: string | null;
    readonly imageUrl?: string | null;
    readonly publishedAt?: string | null;
    readonly durationSeconds?: number | null;
    readonly type?: string | null;
    readonly state?: string | null;
  };
  counts: Readonly<Record<string, StoredCount>>;
  last_seen_at: Date;
  gone_since: Date | null;
  total: number;
  key: string | null;
}

const postOf = ({ id, fields, counts, last_seen_at, gone_since }: PageRow, traces: NewestTraces): PostSummary => ({
  id,
  title: (fields.title || fields.description)?.slice(0, 300) || null,
  url: webAddress(fields.url),
  imageUrl: fields.imageUrl ?? null,
  publishedAt: fields.publishedAt ?? null,
  durationSeconds: fields.durationSeconds ?? null,
  type: fields.type ?? null,
  state: gone_since !== null || fields.state === 'deleted' ? 'gone' : fields.state === 'private' ? 'private' : null,
  counts: {
    ...{ views: countOf(counts['views']), likes: countOf(counts['likes']), comments: countOf(counts['comments']) },
    ...{ shares: countOf(counts['shares']), saves: countOf(counts['saves']) },
  },
  traces,
  lastSeenAt: last_seen_at,
});

const keys: Readonly<Record<PostSort, string>> = {
  publishedAt: 'fields ->> \'publishedAt\' collate "C"',
  views: "count_value(counts -> 'views')",
  likes: "count_value(counts -> 'likes')",
  comments: "count_value(counts -> 'comments')",
};

/** The index of parents leads to one account's posts; only those of the page are carried whole. */
const statement = (sort: PostSort, direction: 'asc' | 'desc'): string => {
  const type = sort === 'publishedAt' ? 'text' : 'numeric';
  return `
with matched as materialized (
  select id, (${keys[sort]}) as key from record where platform = $1 and kind = 'post' and parent_id = $2
), page as (
  select * from matched
  where ${behind(3, { direction, type, ties: ['id'] })}
  order by key is null, key ${direction}, id
  limit $6
)
select (select count(*) from matched)::integer as total, p.id, r.fields, r.counts, r.last_seen_at, r.gone_since, p.key::text as key
from (select) as always
left join page p on true
left join record r on r.platform = $1 and r.kind = 'post' and r.id = p.id
order by p.key is null, p.key ${direction}, p.id`;
};
