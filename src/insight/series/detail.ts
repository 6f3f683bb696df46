import type { Count, Platform } from '../../domain/index.ts';
import type { Sql } from '../../store/index.ts';
import { countOf } from '../counts.ts';
import { parseRankKey, rankKeys } from './ranks.ts';
import type { RankPlace } from './ranks.ts';
import { summaryColumns, summaryOf } from './summary.ts';
import type { SeriesSummary, SummaryRow } from './summary.ts';

/** Everything known of one series. */
export interface SeriesDetail extends SeriesSummary {
  readonly synopsis: string | null;
  readonly tags: readonly string[];
  readonly publishDescription: string | null;
  readonly authorRoles: unknown;
  readonly firstSeenAt: Date;
  readonly ranks: readonly (RankPlace & { readonly count: Count | null })[];
  /** The exchange each figure came from: `fields`, and every metric (`views`, `rank@weekday/MONDAY/user`). */
  readonly exchangeIds: Readonly<Record<string, string>>;
}

/** One series; null when there is none. */
export const findSeries = async (sql: Sql, platform: Platform, id: string): Promise<SeriesDetail | null> => {
  const [row] = await sql.query<SummaryRow & { exchange_id: string; first_seen_at: Date }>({ text: find, values: [platform, id] });
  if (!row) return null;
  const sources = await sql.query<{ metric: string; exchange_id: string }>({ text: newestExchanges, values: [platform, 'series', id] });
  return {
    ...summaryOf(row, rankKeys({ state: row.fields.state ?? undefined })),
    synopsis: row.fields.synopsis ?? null,
    tags: row.fields.tags ?? [],
    publishDescription: row.fields.publishDescription ?? null,
    authorRoles: row.fields.authorRoles ?? null,
    firstSeenAt: row.first_seen_at,
    ranks: Object.entries(row.counts).flatMap(([key, stored]) => {
      const place = parseRankKey(key);
      return place ? [{ ...place, count: countOf(stored) }] : [];
    }),
    exchangeIds: Object.fromEntries([['fields', row.exchange_id], ...sources.map((each) => [each.metric, each.exchange_id])]),
  };
};

const find = `
select ${summaryColumns}, r.exchange_id, r.first_seen_at
from record r left join series_total t on t.platform = r.platform and t.series_id = r.id
where r.platform = $1 and r.kind = 'series' and r.id = $2`;

const newestExchanges = `
select distinct on (metric) metric, exchange_id
from (
  select k || case when k = 'rank' and o.scope <> '' then '@' || o.scope else '' end as metric, o.observed_at, o.exchange_id
  from observation o, jsonb_object_keys(o.counts) k
  where o.platform = $1 and o.kind = $2 and o.id = $3
) seen
order by metric, observed_at desc, exchange_id desc`;
