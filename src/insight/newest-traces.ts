import type { Platform } from '../domain/index.ts';
import type { Sql } from '../store/index.ts';

/** Where a number comes from: the answer, the version of the parser that read it, and the run that asked. */
export interface NewestTrace {
  readonly exchangeId: string;
  readonly parserVersion: string;
  readonly runId: string;
}

/** By metric, and of the words under `fields`. */
export type NewestTraces = Readonly<Record<string, NewestTrace>>;

export interface TracedRecords {
  readonly kind: string;
  readonly records: readonly { readonly platform: Platform; readonly id: string }[];
  readonly metrics: readonly string[];
}

/** Where the newest numbers of each record come from, in the order of the records; for the few of one page. */
export const newestTraces = async (sql: Sql, { kind, records, metrics }: TracedRecords): Promise<NewestTraces[]> => {
  const rows = await sql.query<NewestTrace & { platform: string; id: string; metric: string }>({
    text: statement,
    values: [kind, records.map(({ platform }) => platform), records.map(({ id }) => id), metrics],
  });
  const byRecord = Map.groupBy(rows, ({ platform, id }) => `${platform}/${id}`);
  return records.map(({ platform, id }) =>
    Object.fromEntries(
      (byRecord.get(`${platform}/${id}`) ?? []).map(({ metric, exchangeId, parserVersion, runId }) => [
        metric,
        { exchangeId, parserVersion, runId },
      ]),
    ),
  );
};

// The newest runs come last in the primary key, so each number is found in a step or two back from its end, whatever the history. Of the
// runs the newest few are looked at: one that began earlier may have been resumed and have looked later.
const statement = `
with asked as materialized (
  select r.platform, r.id, r.counts, r.exchange_id
  from unnest($2::text[], $3::text[]) a(platform, id)
  join record r on r.platform = a.platform and r.kind = $1 and r.id = a.id
)
select t.platform, t.id, t.metric, e.id as "exchangeId", e.parser_version as "parserVersion", e.run_id as "runId"
from (
  select platform, id, 'fields' as metric, exchange_id from asked
  union all
  select r.platform, r.id, m.metric, found.exchange_id
  from asked r
  cross join unnest($4::text[]) m(metric)
  cross join lateral (
    select exchange_id from (
      select o.observed_at, o.exchange_id from observation o
      where o.platform = r.platform and o.kind = $1 and o.id = r.id and o.counts ? m.metric
      order by o.run_id desc limit 4
    ) newest
    order by observed_at desc, exchange_id desc limit 1
  ) found
  where r.counts ? m.metric
) t
join exchange e on e.id = t.exchange_id`;
