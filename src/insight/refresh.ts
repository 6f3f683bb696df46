import type { Clock, Platform } from '../domain/index.ts';
import type { Sql } from '../store/index.ts';

/**
 * Adds up the likes and comments of every series' episodes: their newest values (for lists), and their values in each run that has
 * committed pages since the last call (for curves). To be called after every run; calling it again changes nothing.
 */
export const refreshSeriesTotals = async (sql: Sql, platform: Platform, clock: Clock): Promise<{ readonly series: number }> => {
  const [row] = await sql.query<{ series: number }>({ text: refresh, values: [platform, new Date(clock.now())] });
  await sql.query({ text: refreshRuns, values: [platform] });
  return { series: row!.series };
};

const refresh = `
with fresh as (
  select e.parent_id as series_id, count(*) as episodes,
    sum(v.likes) as likes, count(v.likes) as likes_known, min(count_digits(e.counts -> 'likes')) as likes_digits,
    coalesce(bool_or(count_open(e.counts -> 'likes')), false) as likes_open,
    sum(v.comments) as comments, count(v.comments) as comments_known, min(count_digits(e.counts -> 'comments')) as comments_digits,
    coalesce(bool_or(count_open(e.counts -> 'comments')), false) as comments_open,
    max(e.fields ->> 'publishedOn') filter (where e.fields ->> 'publishedOn' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') as last_published_on
  from record e,
    lateral (select count_value(e.counts -> 'likes') as likes, count_value(e.counts -> 'comments') as comments) v
  where e.platform = $1 and e.kind = 'episode' and e.parent_id is not null
  group by e.parent_id
), gone as (
  delete from series_total t
  where t.platform = $1 and not exists (select from fresh f where f.series_id = t.series_id)
), written as (
  insert into series_total (platform, series_id, episodes, likes, likes_known, likes_digits, likes_open,
    comments, comments_known, comments_digits, comments_open, last_published_on, refreshed_at)
  select $1, series_id, episodes, likes, likes_known, likes_digits, likes_open,
    comments, comments_known, comments_digits, comments_open, last_published_on::date, $2
  from fresh
  on conflict (platform, series_id) do update set
    episodes = excluded.episodes,
    likes = excluded.likes, likes_known = excluded.likes_known, likes_digits = excluded.likes_digits, likes_open = excluded.likes_open,
    comments = excluded.comments, comments_known = excluded.comments_known, comments_digits = excluded.comments_digits,
    comments_open = excluded.comments_open,
    last_published_on = excluded.last_published_on, refreshed_at = excluded.refreshed_at
  returning 1
)
select count(*)::integer as series from written`;

// An episode is observed by several streams of a run; each metric is taken once per episode, whichever stream gave it.
const refreshRuns = `
with stale as (
  select r.id, r.pages from run r
  left join run_total t on t.run_id = r.id
  where r.platform = $1 and r.pages > 0 and t.pages is distinct from r.pages
), episode as (
  select o.run_id, o.id, max(o.observed_at) as observed_at,
    max(count_value(o.counts -> 'likes')) as likes, min(count_digits(o.counts -> 'likes')) as likes_digits,
    bool_or(count_open(o.counts -> 'likes')) as likes_open,
    max(count_value(o.counts -> 'comments')) as comments, min(count_digits(o.counts -> 'comments')) as comments_digits,
    bool_or(count_open(o.counts -> 'comments')) as comments_open
  from observation o
  where o.run_id = any (array(select id from stale)) and o.platform = $1 and o.kind = 'episode'
  group by o.run_id, o.id
), written as (
  insert into series_run_total (platform, series_id, run_id, observed_at, episodes, likes, likes_known, likes_digits, likes_open,
    comments, comments_known, comments_digits, comments_open)
  select $1, r.parent_id, e.run_id, max(e.observed_at), count(*),
    sum(e.likes), count(e.likes), min(e.likes_digits), coalesce(bool_or(e.likes_open), false),
    sum(e.comments), count(e.comments), min(e.comments_digits), coalesce(bool_or(e.comments_open), false)
  from episode e join record r on r.platform = $1 and r.kind = 'episode' and r.id = e.id
  where r.parent_id is not null
  group by r.parent_id, e.run_id
  on conflict (platform, series_id, run_id) do update set
    observed_at = excluded.observed_at, episodes = excluded.episodes,
    likes = excluded.likes, likes_known = excluded.likes_known, likes_digits = excluded.likes_digits, likes_open = excluded.likes_open,
    comments = excluded.comments, comments_known = excluded.comments_known, comments_digits = excluded.comments_digits,
    comments_open = excluded.comments_open
)
insert into run_total (run_id, pages) select id, pages from stale
on conflict (run_id) do update set pages = excluded.pages`;
