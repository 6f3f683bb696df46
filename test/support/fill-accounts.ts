import type { Sql } from '../../src/store/index.ts';

export interface AccountFill {
  /** Spread evenly over the five platforms that have accounts. */
  readonly accounts: number;
  readonly posts: number;
  /** Runs of each platform, one a day, the last on 2026-03-01. */
  readonly days: number;
  readonly keywords: number;
  /** Offers in the list of each keyword. */
  readonly offers: number;
}

/**
 * Fills a migrated schema with accounts, their posts and history, and with the lists of shopping words, set by set inside PostgreSQL. Account i (from 1) is
 * on platform i mod 5, has the id `a<i>`, the login `maker<i>`, followers 1000 * i + 10 * run in two streams of each run; its posts `a<i>_<n>`. Every
 * 50th is watched and was never met. The answers that all this says it comes from were never kept.
 */
export const fillAccounts = async (sql: Sql, { accounts, posts, days, keywords, offers }: AccountFill): Promise<void> => {
  await sql.query("insert into workspace (id, name) values ('main', 'Main') on conflict do nothing");
  await sql.query({ text: runs, values: [days] });
  await sql.query(exchanges);
  await sql.query({ text: channels, values: [accounts, posts, days] });
  await sql.query({ text: watched, values: [accounts] });
  await sql.query({ text: observations, values: [accounts] });
  await sql.query({ text: postObservations, values: [days - 1] });
  await sql.query({ text: offerRecords, values: [keywords, offers] });
  await sql.query({ text: offerObservations, values: [keywords, offers] });
  await sql.query('vacuum analyze');
};

const platform = "(array['tiktok','twitch','youtube','soop','chzzk'])[1 + i % 5]";

const runs = `
insert into run (workspace_id, platform, origin, streams, day, zone, selection, selection_key, state, version, started_at, finished_at, pages)
select 'main', p.name, 'simulator', '{profile,videos}', '2026-03-01'::date - ($1::integer - n), 'UTC', '{}', 'all', 'done', '0.1.0', at, at + interval '1 hour', 1
from generate_series(1, $1::integer) n, unnest(array['tiktok','twitch','youtube','soop','chzzk','naver-shopping']) p(name),
  lateral (select ('2026-03-01'::date - ($1::integer - n))::timestamptz as at) begun
order by n, p.name`;

const exchanges = `
with frame as (
  insert into frame (id, run_id, platform, stream, day, exchanges, raw_bytes, sha256) select 1, id, platform, 'profile', day, 1, 1, '' from run limit 1 returning id
)
insert into exchange (id, frame_id, line, run_id, task_id, platform, stream, endpoint, url, status, outcome, at, duration_ms, attempts, bytes, parser_version)
select r.id * 1000, frame.id, 0, r.id, 0, r.platform, 'profile', 'users', 'https://example.invalid/', 200, 'ok', r.started_at, 1, 1, 1, '1' from frame, run r`;

// Accounts lie among their posts, as collecting leaves them.
const channels = `
insert into record (platform, kind, id, parent_id, fields, counts, first_seen_at, last_seen_at, exchange_id)
select ${platform}, case when n = 0 then 'channel' else 'post' end, 'a' || i || case when n = 0 then '' else '_' || n end, case when n > 0 then 'a' || i end,
  case when n = 0 then jsonb_build_object('login', 'maker' || i, 'title', (array['파란 고래','Night Kitchen','달의 방송','Tide','여름 정원'])[1 + i % 5] || ' ' || i,
      'url', 'https://example.invalid/@maker' || i, 'imageUrl', 'https://yt3.ggpht.com/' || i, 'description', repeat('소개하는 말. ', 30), 'verified', i % 9 = 0)
    else jsonb_build_object('title', 'Post ' || n, 'description', repeat('words ', 20), 'publishedAt', '2026-02-' || lpad((1 + n % 28)::text, 2, '0') || 'T00:00:00.000Z') end,
  case when n = 0 then jsonb_build_object('followers', 1000 * i + 10 * $3::integer, 'views', 7000 * i, 'posts', $2::integer)
    else jsonb_build_object('views', 100 * n, 'likes', 10 * n, 'comments', n) end,
  '2026-01-01', '2026-03-01', (select max(id) * 1000 from run)
from generate_series(1, $1::integer) i, generate_series(0, $2::integer) n
order by i, n`;

const watched = `
insert into target (workspace_id, platform, kind, external_id, record_id)
select 'main', ${platform}, 'channel', '@maker' || i, 'a' || i from generate_series(1, $1::integer) i
union all
select 'main', ${platform}, 'channel', '@later' || i, null from generate_series(1, $1::integer) i where i % 50 = 0`;

const observations = `
insert into observation (platform, kind, id, run_id, stream, scope, observed_at, counts, exchange_id)
select r.platform, 'channel', 'a' || i, r.id, s.name, '', r.started_at + interval '1 minute',
  case when s.name = 'profile' then jsonb_build_object('followers', 1000 * i + 10 * (r.day - '2026-01-01'::date), 'views', 7000 * i) else '{"posts": 20}' end, r.id * 1000
from run r, generate_series(1, $1::integer) i, unnest(array['profile', 'videos']) s(name)
where r.platform = ${platform} and r.platform <> 'naver-shopping'
order by r.id, i`;

// Of posts the two newest days: enough to be traced.
const postObservations = `
insert into observation (platform, kind, id, run_id, stream, scope, observed_at, counts, exchange_id)
select p.platform, 'post', p.id, r.id, 'videos', '', r.started_at, p.counts, r.id * 1000
from run r join record p on p.platform = r.platform and p.kind = 'post'
where r.day >= (select min(day) + $1::integer - 1 from run)
order by r.id, p.id`;

const offerRecords = `
insert into record (platform, kind, id, fields, counts, first_seen_at, last_seen_at, exchange_id)
select 'naver-shopping', 'offer', 'o' || i, jsonb_build_object('title', '상품 ' || i, 'mall', '상점' || i % 40, 'catalogue', i % 3 = 0), jsonb_build_object('price', 1000 * (1 + i % 90)),
  '2026-01-01', '2026-03-01', (select max(id) * 1000 from run where platform = 'naver-shopping')
from generate_series(1, $1::integer * $2::integer / 2) i`;

// Of offers the five newest days.
const offerObservations = `
insert into observation (platform, kind, id, run_id, stream, scope, observed_at, counts, exchange_id)
select 'naver-shopping', 'offer', 'o' || (1 + (k * $2::integer / 3 + n) % ($1::integer * $2::integer / 2)), r.id, 'offers', s.scope, r.started_at,
  case when s.scope = '' then jsonb_build_object('price', 1000 * (1 + n % 90)) else jsonb_build_object('rank', n) end, r.id * 1000
from run r, generate_series(1, $1::integer) k, generate_series(1, $2::integer) n, lateral (values (''), ('keyword/낱말 ' || k || '/sim')) s(scope)
where r.platform = 'naver-shopping' and r.day > '2026-03-01'::date - 5
order by r.id, k, n
on conflict do nothing`;
