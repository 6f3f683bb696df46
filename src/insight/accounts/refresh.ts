import type { Day, Platform, StoredCount } from '../../domain/index.ts';
import type { Sql } from '../../store/index.ts';
import { moveOf } from '../changes/move.ts';
import { countOf } from '../counts.ts';

/** The distances over which the followers of accounts are compared, in days. */
export const changeDays = [1, 7] as const;
export type ChangeDays = (typeof changeDays)[number];

/** How far back a day to compare with may lie. */
const lookBackDays = 14;

/**
 * Compares the followers of every account that a run has looked at with those of the days before. Done in SQL but for the judgement, which
 * is {@link moveOf}'s. Calling it again changes nothing.
 */
export const refreshAccountChanges = async (sql: Sql, platform: Platform, runId: string): Promise<void> => {
  const pairs = await sql.query<PairRow>({ text: compare, values: [platform, runId, changeDays, lookBackDays] });
  if (pairs.length === 0) return;
  const changes = pairs.map(
    ({ count, before_count: before }) => moveOf(countOf(before), countOf(count), { isRank: false, isNew: false }).change,
  );
  const of = <Key extends keyof PairRow>(key: Key) => pairs.map((pair) => pair[key]);
  const counts = (key: 'count' | 'before_count') => pairs.map((pair) => (pair[key] === null ? null : JSON.stringify(pair[key])));
  await sql.query({
    text: write,
    values: [
      ...[platform, of('days'), of('id'), of('day'), of('before_day'), counts('count'), counts('before_count'), changes],
      ...[of('run_id'), of('before_run_id'), of('exchange_id'), of('before_exchange_id')],
    ],
  });
};

interface PairRow {
  readonly id: string;
  readonly days: ChangeDays;
  readonly day: Day;
  readonly before_day: Day;
  readonly count: StoredCount;
  readonly before_count: StoredCount;
  readonly run_id: string;
  readonly before_run_id: string;
  readonly exchange_id: string;
  readonly before_exchange_id: string;
}

// Of a day one point an account: a number before a missing one, then the newest. The accounts of the run are found by the block range index,
// and of each only the last two weeks are read, by the primary key.
const compare = `
with near as (
  select r.id, r.day from run r
  where r.platform = $1 and r.day > (select max(day) from run where platform = $1) - $4::integer - (select max(d) from unnest($3::integer[]) d)
), touched as materialized (
  select distinct id from observation where run_id = $2 and platform = $1 and kind = 'channel' and counts ? 'followers'
), point as materialized (
  select distinct on (o.id, r.day) o.id, r.day, o.counts -> 'followers' as count, o.run_id, o.exchange_id
  from touched t
  join observation o on o.platform = $1 and o.kind = 'channel' and o.id = t.id and o.run_id >= (select min(id) from near)
  join near r on r.id = o.run_id
  where o.counts ? 'followers'
  order by o.id, r.day, o.counts -> 'followers' = 'null', o.observed_at desc, o.exchange_id desc
), newest as (
  select distinct on (id) * from point order by id, day desc
)
select distinct on (n.id, d.days) n.id, d.days, n.day, b.day as before_day, nullif(n.count, 'null') as count, nullif(b.count, 'null') as before_count,
  n.run_id, b.run_id as before_run_id, n.exchange_id, b.exchange_id as before_exchange_id
from newest n
join point b on b.id = n.id
join unnest($3::integer[]) d(days) on b.day between n.day - $4::integer and n.day - d.days
order by n.id, d.days, b.day desc`;

const write = `
insert into account_change (platform, days, account_id, day, before_day, count, before_count, change,
  run_id, before_run_id, exchange_id, before_exchange_id)
select $1, * from unnest($2::smallint[], $3::text[], $4::date[], $5::date[], $6::jsonb[], $7::jsonb[], $8::numeric[],
  $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[])
on conflict (platform, days, account_id) do update set
  day = excluded.day, before_day = excluded.before_day, count = excluded.count, before_count = excluded.before_count, change = excluded.change,
  run_id = excluded.run_id, before_run_id = excluded.before_run_id, exchange_id = excluded.exchange_id, before_exchange_id = excluded.before_exchange_id`;
