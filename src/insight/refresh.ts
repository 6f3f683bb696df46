import type { Clock, Day, Platform } from '../domain/index.ts';
import type { Sql } from '../store/index.ts';
import { refreshAccountChanges } from './accounts/refresh.ts';
import { refreshChanges } from './changes/refresh-day.ts';

/**
 * Adds up the likes and comments of every series' episodes: their newest values (for lists), and their values in each run that has
 * committed pages since the last call (for curves); and compares the days of these runs with those before them (for movers and for accounts). To be called after every run; calling it again changes nothing.
 */
export const refreshSeriesTotals = async (sql: Sql, platform: Platform, clock: Clock): Promise<{ readonly series: number }> => {
  // Just filled tables have no statistics yet (autovacuum looks once a minute), and without them the joins below are planned for a handful
  // of rows: 4 minutes for 6,000 episodes instead of 0.1 s. A sample of 30,000 rows a table is taken, whatever its size; naming the
  // columns leaves out the JSON, which is three quarters of the cost.
  await sql.query('analyze record (platform, kind, id, parent_id)');
  await sql.query('analyze observation (platform, kind, id, run_id)');
  const [row] = await sql.query<{ series: number }>({ text: refresh, values: [platform, new Date(clock.now())] });
  // Run by run: for one known run the planner uses the block range index (2 s of CPU for 757,000 observations, whatever the history); for a
  // set of them it walks the primary key of the whole history (3.5 s after 10 days, growing with each).
  const stale = await sql.query<{ id: string; day: Day; pages: string }>({ text: staleRuns, values: [platform] });
  for (const { id } of stale) await sql.query({ text: sumRun, values: [platform, id] });
  await refreshChanges(sql, platform, [...new Set(stale.map(({ day }) => day))]);
  for (const { id } of stale) await refreshAccountChanges(sql, platform, id);
  // Last, so that a process killed before leaves its runs to be added up again.
  for (const { id, pages } of stale) await sql.query({ text: markSummed, values: [id, pages] });
  return { series: row!.series };
};

// What is summed of one metric, from a column that holds its stored count.
const sumOf = (metric: 'likes' | 'comments'): string =>
  `sum(count_value(${metric})) as ${metric}, count(count_value(${metric})) as ${metric}_known, min(count_digits(${metric})) as ${metric}_digits,
    coalesce(bool_or(count_open(${metric})), false) as ${metric}_open`;

// "offset 0" keeps the planner from pulling the inner select up, which would take each count out of its JSON nine times instead of once:
// 0.7 s of CPU instead of 1.3 s for 250,000 episodes. Rows are written in order, so that two processes that add up at once wait for one
// another instead of blocking each other.
const refresh = `
with fresh as (
  select series_id, count(*) as episodes, ${sumOf('likes')}, ${sumOf('comments')}, max(published_on) as last_published_on
  from (
    select parent_id as series_id, counts -> 'likes' as likes, counts -> 'comments' as comments, fields ->> 'publishedOn' as published_on
    from record where platform = $1 and kind = 'episode' and parent_id is not null
    offset 0
  ) episode
  group by series_id
), gone as (
  delete from series_total t
  where t.platform = $1 and not exists (select from fresh f where f.series_id = t.series_id)
), written as (
  insert into series_total (platform, series_id, episodes, likes, likes_known, likes_digits, likes_open,
    comments, comments_known, comments_digits, comments_open, last_published_on, refreshed_at)
  select $1, series_id, episodes, likes, likes_known, likes_digits, likes_open,
    comments, comments_known, comments_digits, comments_open,
    case when last_published_on ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then last_published_on::date end, $2
  from fresh
  order by series_id
  on conflict (platform, series_id) do update set
    episodes = excluded.episodes,
    likes = excluded.likes, likes_known = excluded.likes_known, likes_digits = excluded.likes_digits, likes_open = excluded.likes_open,
    comments = excluded.comments, comments_known = excluded.comments_known, comments_digits = excluded.comments_digits,
    comments_open = excluded.comments_open,
    last_published_on = excluded.last_published_on, refreshed_at = excluded.refreshed_at
  returning 1
)
select count(*)::integer as series from written`;

const staleRuns = `
select r.id, r.day, r.pages from run r left join run_total t on t.run_id = r.id
where r.platform = $1 and r.pages > 0 and t.pages is distinct from r.pages
order by r.id`;

const bestOf = (metric: 'likes' | 'comments'): string =>
  ['', '_known', '_digits', '_open'].map((part) => `(array_agg(${metric}${part} order by ${metric}_known desc, stream))[1]`).join(', ');

// Several streams observe the same episodes. Should two of them give the same metric, the one that knows it of more episodes is taken:
// adding both would count it twice. Grouping by stream needs 3 groups a series; telling episodes apart would need 250,000 of them.
const sumRun = `
with part as (
  select r.parent_id as series_id, o.stream, max(o.observed_at) as observed_at, count(*) as episodes, ${sumOf('likes')}, ${sumOf('comments')}
  from (
    select id, stream, observed_at, counts -> 'likes' as likes, counts -> 'comments' as comments
    from observation where run_id = $2 and platform = $1 and kind = 'episode'
    offset 0
  ) o join record r on r.platform = $1 and r.kind = 'episode' and r.id = o.id
  where r.parent_id is not null
  group by r.parent_id, o.stream
)
insert into series_run_total (platform, series_id, run_id, observed_at, episodes,
  likes, likes_known, likes_digits, likes_open, comments, comments_known, comments_digits, comments_open)
select $1, series_id, $2, max(observed_at), max(episodes), ${bestOf('likes')}, ${bestOf('comments')}
from part
group by series_id
order by series_id
on conflict (platform, series_id, run_id) do update set
  observed_at = excluded.observed_at, episodes = excluded.episodes,
  likes = excluded.likes, likes_known = excluded.likes_known, likes_digits = excluded.likes_digits, likes_open = excluded.likes_open,
  comments = excluded.comments, comments_known = excluded.comments_known, comments_digits = excluded.comments_digits,
  comments_open = excluded.comments_open`;

const markSummed = `
insert into run_total (run_id, pages) select id, $2 from run where id = $1
on conflict (run_id) do update set pages = excluded.pages`;
