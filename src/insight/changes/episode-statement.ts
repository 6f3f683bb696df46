/** A stored count of a sum: exact, unless one of its parts was rounded or a lower bound. */
const storedSum = (value: string, digits: string, open: string): string => `
  case when ${open} then jsonb_build_object('value', ${value}, 'precision', 'at-least')
    when ${digits} is not null then jsonb_build_object('value', ${value}, 'precision', 'rounded', 'digits', ${digits})
    else to_jsonb(${value}) end`;

/**
 * `$1` platform, `$2` day, `$3` the day before, `$4` and `$5` their runs, `$6` the metric, `$7` how many episodes to keep.
 *
 * Like is compared with like: an episode that was known on both days, or was published on the day before or later and so had next to
 * nothing. One that merely was not asked or not given on one of the days would otherwise seem to have gained everything it has at once.
 * A series that was first met on this day has nothing to be compared with: its sum is told whole.
 *
 * Of several runs of a day the newest that gave the number counts. Arrays are compared by their first element first, so the greatest pair
 * of run and number is that of the newest run; sorting 500,000 rows for it would take three times as long.
 */
export const episodeChanges = `
with seen as (
  select o.id, o.run_id = any ($5::bigint[]) as earlier, o.run_id, o.counts -> $6::text as count
  from observation o
  where o.run_id = any ($4::bigint[] || $5::bigint[]) and o.platform = $1 and o.kind = 'episode' and o.counts ->> $6::text is not null
  offset 0
), series as materialized (
  select id, first_seen_at >= (select min(started_at) from run where id = any ($4::bigint[])) as is_new
  from record where platform = $1 and kind = 'series'
), pair as (
  select id,
    max(array[run_id::numeric, count_value(count)]) filter (where not earlier) as now,
    max(array[run_id::numeric, count_value(count)]) filter (where earlier) as before,
    min(count_digits(count)) as digits, bool_or(count_open(count)) as open
  from seen group by id
), compared as materialized (
  select p.id, e.parent_id as series_id, s.is_new, p.now[1]::bigint as run_id, p.now[2] as value,
    p.before[1]::bigint as before_run_id, p.before[2] as before_value, p.digits, p.open
  from pair p
  join record e on e.platform = $1 and e.kind = 'episode' and e.id = p.id
  join series s on s.id = e.parent_id
  where p.now is not null and (p.before is not null or s.is_new or e.fields ->> 'publishedOn' >= $3::date::text)
), fresh as (
  select c.series_id, bool_or(c.is_new) as is_new, max(c.run_id) as run_id, max(c.before_run_id) as before_run_id,
    sum(c.value) as value, sum(c.before_value) as before_value, min(c.digits) as digits, bool_or(c.open) as open,
    count(c.before_value)::integer as compared, (count(*) - count(c.before_value))::integer as added
  from compared c group by c.series_id
), gone as (
  delete from series_change c
  where c.platform = $1 and c.day = $2 and c.metric = $6 and not exists (select from fresh f where f.series_id = c.series_id)
), written as (
  insert into series_change (platform, day, metric, series_id, before_day, count, before_count, is_new, run_id, before_run_id, compared, added)
  select $1, $2, $6, f.series_id, $3, ${storedSum('f.value', 'f.digits', 'f.open')},
    case when f.compared > 0 then ${storedSum('f.before_value', 'f.digits', 'f.open')} end,
    f.is_new, f.run_id, f.before_run_id, f.compared, f.added
  from fresh f
  order by f.series_id
  on conflict (platform, day, metric, series_id) do update set
    before_day = excluded.before_day, count = excluded.count, before_count = excluded.before_count, is_new = excluded.is_new,
    run_id = excluded.run_id, before_run_id = excluded.before_run_id, compared = excluded.compared, added = excluded.added
), ranked as (
  select c.id, c.series_id, c.run_id, c.before_run_id, row_number() over (order by c.value - coalesce(c.before_value, 0) desc, c.id)::integer as place
  from compared c where not c.is_new and c.value > coalesce(c.before_value, 0)
  order by c.value - coalesce(c.before_value, 0) desc, c.id
  limit $7
), top as (
  select r.place, r.series_id, r.id, now.count, was.count as before_count, r.run_id, now.exchange_id,
    r.before_run_id, was.exchange_id as before_exchange_id
  from ranked r
  cross join lateral (${newestOf('r.run_id')}) now
  left join lateral (${newestOf('r.before_run_id')}) was on true
), gone_episodes as (
  delete from episode_change c
  where c.platform = $1 and c.day = $2 and c.metric = $6 and not exists (select from top t where t.place = c.place)
)
insert into episode_change (platform, day, metric, place, series_id, episode_id, before_day, count, before_count,
  run_id, exchange_id, before_run_id, before_exchange_id)
select $1, $2, $6, place, series_id, id, $3, count, before_count, run_id, exchange_id, before_run_id, before_exchange_id
from top order by place
on conflict (platform, day, metric, place) do update set
  series_id = excluded.series_id, episode_id = excluded.episode_id, before_day = excluded.before_day,
  count = excluded.count, before_count = excluded.before_count, run_id = excluded.run_id, exchange_id = excluded.exchange_id,
  before_run_id = excluded.before_run_id, before_exchange_id = excluded.before_exchange_id`;

/** The observation in which a run gave the number; of two streams that both gave it the greater, as in the comparison. */
function newestOf(run: string): string {
  return `
    select o.counts -> $6::text as count, o.exchange_id from observation o
    where o.platform = $1 and o.kind = 'episode' and o.id = r.id and o.run_id = ${run} and o.counts ->> $6::text is not null
    order by count_value(o.counts -> $6::text) desc, o.exchange_id limit 1`;
}
