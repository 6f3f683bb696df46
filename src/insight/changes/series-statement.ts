/** Numbers the platform gives for a series itself. Of the ranks those by popularity in a running list: places in different lists do not compare. */
const observedMetrics = "array['views', 'favourites', 'seriesLikes', 'rank']";
const runningList = "'^(weekday/[A-Z]+|dailyPlus)/user$'";

/**
 * `$1` platform, `$2` day, `$3` the day before, `$4` and `$5` their runs. Of several runs of a day a number is taken before a missing one,
 * then the newest. A series that stands in several lists is compared in the one where it stands best today.
 *
 * Each series is looked up by the primary key for the runs of both days: reading the two runs whole would mean every episode too.
 */
export const seriesChanges = `
with looked as (
  select r.id as run_id, false as earlier from unnest($4::bigint[]) r(id)
  union all
  select r.id, true from unnest($5::bigint[]) r(id)
), point as (
  select distinct on (l.earlier, s.id, m.metric, place.scope)
    l.earlier, s.id, m.metric, place.scope, o.counts -> m.metric as count, o.run_id, o.exchange_id
  from record s
  cross join looked l
  join observation o on o.platform = s.platform and o.kind = 'series' and o.id = s.id and o.run_id = l.run_id
  cross join unnest(${observedMetrics}) m(metric)
  cross join lateral (select case when m.metric = 'rank' then o.scope else '' end as scope) place
  where s.platform = $1 and s.kind = 'series' and o.counts ? m.metric and (m.metric <> 'rank' or o.scope ~ ${runningList})
  order by l.earlier, s.id, m.metric, place.scope, o.counts -> m.metric = 'null', o.observed_at desc, o.exchange_id desc
), pair as (
  select distinct on (id, metric)
    coalesce(now.id, was.id) as id, coalesce(now.metric, was.metric) as metric, coalesce(now.scope, was.scope) as scope,
    now.count, was.count as before_count, now.run_id, was.run_id as before_run_id,
    now.exchange_id, was.exchange_id as before_exchange_id
  from (select * from point where not earlier) now
  full join (select * from point where earlier) was using (id, metric, scope)
  order by id, metric, count_value(now.count) nulls last, count_value(was.count) nulls last, scope
), fresh as (
  select p.*, s.first_seen_at >= (select min(started_at) from run where id = any ($4::bigint[])) as is_new
  from pair p join record s on s.platform = $1 and s.kind = 'series' and s.id = p.id
), gone as (
  delete from series_change c
  where c.platform = $1 and c.day = $2 and c.metric = any (${observedMetrics})
    and not exists (select from fresh f where f.id = c.series_id and f.metric = c.metric)
)
insert into series_change (platform, day, metric, series_id, scope, before_day, count, before_count, is_new,
  run_id, before_run_id, exchange_id, before_exchange_id)
select $1, $2, metric, id, scope, $3, nullif(count, 'null'), nullif(before_count, 'null'), is_new,
  run_id, before_run_id, exchange_id, before_exchange_id
from fresh
order by metric, id
on conflict (platform, day, metric, series_id) do update set
  scope = excluded.scope, before_day = excluded.before_day, count = excluded.count, before_count = excluded.before_count,
  is_new = excluded.is_new, run_id = excluded.run_id, before_run_id = excluded.before_run_id,
  exchange_id = excluded.exchange_id, before_exchange_id = excluded.before_exchange_id`;
