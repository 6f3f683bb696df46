import type { Sql } from '../../src/store/index.ts';

/** How much there is to be. */
export interface FillOptions {
  readonly series: number;
  /** Episodes of each series. */
  readonly episodes: number;
  /** Runs, one a day, the last on `lastDay`. */
  readonly days: number;
  readonly lastDay?: string;
  /** Also write down the exchanges the numbers name (but no raw answers). Tests that keep real ones leave them out. */
  readonly exchanges?: boolean;
}

/**
 * Fills a migrated schema with webtoons and their history, set by set inside PostgreSQL (250,000 episodes over 10 days in about a
 * minute). Numbers follow from the position, so that tests can foretell them:
 *
 * - series i (from 1) has the id 700000 + i, runs on weekday i mod 7 (0: Monday; every 20th is daily-plus, every 10th finished),
 *   at rank i, with favourites 1000 * i + run and views only when i is divisible by 13 (as on the platform: usually missing);
 * - episode e (from 1) of it has the id `<series>_<e>`, likes 100 * e + run, comments 10 * e, stars 9.5; the last one is a paid preview
 *   that has none of them.
 */
export const fillWebtoons = async (sql: Sql, options: FillOptions): Promise<void> => {
  const { series, episodes, days, lastDay = '2026-03-01' } = options;
  await sql.query("insert into workspace (id, name) values ('main', 'Main') on conflict do nothing");
  await sql.query({ text: runs, values: [days, lastDay] });
  if (options.exchanges) await sql.query({ text: exchanges, values: [series, days] });
  await sql.query({ text: seriesRecords, values: [series, days, episodes] });
  await sql.query({ text: episodeRecords, values: [series, episodes, days] });
  for (let run = 1; run <= days; run++) {
    await sql.query({ text: seriesObservations, values: [series, run, episodes] });
    await sql.query({ text: episodeObservations, values: [series, episodes, run] });
  }
  await sql.query('analyze');
};

/** The id of the run of the nth day (from 1): the first rows of a fresh schema. */
const runs = `
insert into run (workspace_id, platform, origin, streams, day, zone, selection, selection_key, state, version, started_at, finished_at, pages, records)
select 'main', 'naver-webtoon', 'simulator', '{titles,series,episodes,likes,comment-counts}', $2::date - ($1::integer - n), 'Asia/Seoul', '{}', 'all',
  'done', '0.1.0', ($2::date - ($1::integer - n))::timestamptz, ($2::date - ($1::integer - n))::timestamptz + interval '1 hour', 100, 1000
from generate_series(1, $1::integer) n
order by n`;

/** The answers that everything below says it comes from: that of series i, and two of each run. They were never kept. */
const exchanges = `
with frame as (
  insert into frame (id, run_id, platform, stream, day, exchanges, raw_bytes, sha256)
  select 1, 1, 'naver-webtoon', 'titles', day, 1, 1, '' from run where id = 1
  returning id
)
insert into exchange (id, frame_id, line, run_id, task_id, platform, stream, endpoint, url, status, outcome, at, duration_ms, attempts, bytes, parser_version)
select distinct on (e.id) e.id, frame.id, 0, r.id, 0, 'naver-webtoon', 'titles', 'weekday', 'https://comic.naver.com/', 200, 'ok', r.started_at, 1, 1, 1, '1'
from frame, (
  select i as id, 1 as run from generate_series(1, $1::integer) i
  union all
  select n * 1000 + more, n from generate_series(1, $2::integer) n, generate_series(0, 1) more
) e join run r on r.id = e.run
order by e.id, e.run desc`;

const titleFields = `
  jsonb_build_object(
    'title', (array['달의 노래', '바람 부는 날', '도시의 밤', 'Tide', '여름 정원'])[1 + i % 5] || ' ' || i,
    'authors', jsonb_build_array('작가' || i % 300),
    'thumbnailUrl', 'https://image-comic.pstatic.net/webtoon/' || 700000 + i || '/thumbnail.jpg',
    'weekdays', jsonb_build_array(case when i % 20 = 0 then 'DAILY_PLUS' else (array['MONDAY','TUESDAY','WEDNESDAY','THURSDAY','FRIDAY','SATURDAY','SUNDAY'])[1 + i % 7] end),
    'state', case when i % 10 = 0 then 'finished' when i % 17 = 0 then 'rest' else 'ongoing' end,
    'genres', jsonb_build_array((array['FANTASY','ROMANCE','DAILY','THRILLER'])[1 + i % 4]),
    'tags', '["tag"]'::jsonb, 'ageRating', 'RATE_12', 'adult', i % 50 = 0, 'synopsis', repeat('긴 이야기. ', 20))`;

const rankScope = `
  case when i % 10 = 0 then 'finished/user' when i % 20 = 0 then 'dailyPlus/user'
    else 'weekday/' || (array['MONDAY','TUESDAY','WEDNESDAY','THURSDAY','FRIDAY','SATURDAY','SUNDAY'])[1 + i % 7] || '/user' end`;

const views = 'case when i % 13 = 0 then to_jsonb(i * 1000) end';

const seriesRecords = `
insert into record (platform, kind, id, fields, counts, first_seen_at, last_seen_at, exchange_id)
select 'naver-webtoon', 'series', (700000 + i)::text, ${titleFields},
  jsonb_build_object('views', ${views}, 'stars', 9.5, 'favourites', 1000 * i + $2::integer, 'episodes', $3::integer, 'rank@' || ${rankScope}, i),
  '2026-01-01', '2026-03-01', i
from generate_series(1, $1::integer) i`;

const episodeRecords = `
insert into record (platform, kind, id, parent_id, fields, counts, first_seen_at, last_seen_at, exchange_id)
select 'naver-webtoon', 'episode', (700000 + i) || '_' || e, (700000 + i)::text,
  jsonb_build_object('no', e, 'title', e || '화', 'publishedOn', ('2020-01-01'::date + e * 7)::text, 'charge', e = $2::integer, 'preview', e = $2::integer,
    'thumbnailUrl', 'https://image-comic.pstatic.net/webtoon/' || 700000 + i || '/' || e || '.jpg'),
  case when e = $2::integer then '{"likes": null, "comments": null, "stars": null}'::jsonb
    else jsonb_build_object('likes', 100 * e + $3::integer, 'comments', 10 * e, 'stars', 9.5, 'starVotes', e) end,
  '2026-01-01', '2026-03-01', i
from generate_series(1, $1::integer) i, generate_series(1, $2::integer) e`;

const seriesObservations = `
insert into observation (platform, kind, id, run_id, stream, scope, observed_at, counts, exchange_id)
select 'naver-webtoon', 'series', (700000 + i)::text, $2::bigint, stream.name,
  case when stream.name = 'titles' then ${rankScope} else '' end, r.started_at + interval '1 minute',
  case when stream.name = 'titles' then jsonb_build_object('views', ${views}, 'stars', 9.5, 'rank', i)
    else jsonb_build_object('favourites', 1000 * i + $2::integer, 'episodes', $3::integer) end,
  $2::bigint * 1000
from generate_series(1, $1::integer) i, run r, unnest(array['titles', 'series']) stream(name)
where r.id = $2::bigint`;

const episodeObservations = `
insert into observation (platform, kind, id, run_id, stream, scope, observed_at, counts, exchange_id)
select 'naver-webtoon', 'episode', (700000 + i) || '_' || e, $3::bigint, stream.name, '', r.started_at + interval '30 minutes',
  case when e = $2::integer then jsonb_build_object(stream.metric, null)
    when stream.metric = 'likes' then jsonb_build_object('likes', 100 * e + $3::integer)
    when stream.metric = 'comments' then jsonb_build_object('comments', 10 * e)
    else '{"stars": 9.5}'::jsonb end,
  $3::bigint * 1000 + 1
from generate_series(1, $1::integer) i, generate_series(1, $2::integer) e, run r,
  (values ('episodes', 'stars'), ('likes', 'likes'), ('comment-counts', 'comments')) stream(name, metric)
where r.id = $3::bigint`;
