-- The first floor: who uses it, what is watched, how politely, what was asked, what came of it.
-- Everything that belongs to a workspace carries its id; what platforms publish (record, observation, exchange) is common to all.

create table workspace (
  id text primary key,
  name text not null,
  created_at timestamptz not null default now()
);

create table app_user (
  id bigint generated always as identity primary key,
  workspace_id text not null references workspace,
  name text not null,
  role text not null check (role in ('owner', 'member')),
  created_at timestamptz not null default now()
);

-- Secrets are stored as SHA-256 only; the plain text is shown once.
create table login_link (
  token_hash bytea primary key,
  user_id bigint not null references app_user on delete cascade,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table session (
  token_hash bytea primary key,
  user_id bigint not null references app_user on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);

create table api_token (
  id bigint generated always as identity primary key,
  workspace_id text not null references workspace,
  name text not null,
  token_hash bytea not null unique,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  unique (workspace_id, name)
);

-- Keys that every worker must share, such as the one that hashes private people. An environment setting wins over it.
create table shared_secret (
  name text primary key,
  value bytea not null,
  created_at timestamptz not null default now()
);

create table watchlist (
  id bigint generated always as identity primary key,
  workspace_id text not null references workspace,
  name text not null,
  created_at timestamptz not null default now(),
  unique (workspace_id, name)
);

-- external_id '*' means everything of that kind the platform lists.
create table target (
  id bigint generated always as identity primary key,
  workspace_id text not null references workspace,
  platform text not null,
  kind text not null,
  external_id text not null,
  label text,
  state text not null default 'active' check (state in ('active', 'gone', 'private', 'paused')),
  state_since timestamptz not null default now(),
  created_at timestamptz not null default now(),
  unique (workspace_id, platform, kind, external_id)
);

create table watchlist_target (
  watchlist_id bigint not null references watchlist on delete cascade,
  target_id bigint not null references target on delete cascade,
  primary key (watchlist_id, target_id)
);

-- A process at work. It holds a session advisory lock (hash of the schema, its id), so that the others see its death at once.
create table worker (
  id bigint generated always as identity primary key,
  host text not null,
  pid integer not null,
  version text not null,
  started_at timestamptz not null default now()
);

-- One politeness domain. Two clocks: next_slot_at is the steady pace, backoff_until the incident backoff.
-- Rows change about ten times a second while a lane is busy: the free half of each page keeps these updates in place.
create table lane (
  name text primary key,
  interval_ms double precision not null check (interval_ms >= 0),
  -- What the platform itself asks for (crawl-delay); the slower of the two holds.
  floor_ms double precision not null default 0 check (floor_ms >= 0),
  concurrency integer not null check (concurrency > 0),
  budget_units bigint check (budget_units > 0),
  budget_zone text not null default 'UTC',
  set_by_operator boolean not null default false,
  -- The first instant at which nobody holds the right to start a request; slot_serial counts who was given it.
  next_slot_at timestamptz not null default '-infinity',
  slot_serial bigint not null default 0,
  incidents integer not null default 0,
  backoff_until timestamptz not null default '-infinity',
  -- The platform's own word that the day's quota is gone.
  closed_until timestamptz not null default '-infinity',
  cause text,
  cause_at timestamptz,
  budget_day date,
  budget_used bigint not null default 0
) with (fillfactor = 50);

-- How many requests each process may have under way in a lane. The sum over living workers never exceeds lane.concurrency.
create table lane_permit (
  lane text not null references lane on delete cascade,
  worker_id bigint not null references worker on delete cascade,
  permits integer not null,
  wanted integer not null,
  primary key (lane, worker_id)
);

-- What each origin (scheme, host and port: "https://comic.naver.com") last answered about robots.
create table robots (
  origin text primary key,
  -- Of the last answer; null: it has never answered.
  status integer,
  body text not null default '',
  fetched_at timestamptz,
  -- Since when it cannot be reached, and why; the last answer holds meanwhile.
  unreachable_since timestamptz,
  reason text,
  expires_at timestamptz not null
);

-- The operator's written reason why a host may be read although its robots.txt says otherwise.
create table host_permission (
  host text primary key,
  reason text not null check (length(trim(reason)) > 0),
  allowed_at timestamptz not null default now()
);

create table run (
  id bigint generated always as identity primary key,
  workspace_id text not null references workspace,
  platform text not null,
  origin text not null check (origin in ('platform', 'simulator', 'replay')),
  streams text[] not null,
  day date not null,
  zone text not null,
  -- What was chosen, and its canonical text: a rerun with the same choice on the same day resumes.
  selection jsonb not null,
  selection_key text not null,
  state text not null check (state in ('running', 'waiting', 'interrupted', 'done', 'failed', 'abandoned')),
  version text not null,
  started_at timestamptz not null,
  resumed_at timestamptz,
  finished_at timestamptz,
  -- Counters move in the same transaction as the data they count.
  pages bigint not null default 0,
  records bigint not null default 0,
  observations bigint not null default 0,
  misfits bigint not null default 0,
  bytes bigint not null default 0,
  outcomes jsonb not null default '{}',
  duration_ms bigint not null default 0,
  peak_memory_bytes bigint not null default 0,
  error_code text,
  error_message text
);
create index run_recent on run (workspace_id, platform, started_at desc);

-- A stream of a run whose tasks have all been written down.
create table run_stream (
  run_id bigint not null references run on delete cascade,
  stream text not null,
  tasks integer not null,
  targets integer not null,
  planned_at timestamptz not null default now(),
  primary key (run_id, stream)
);

create table task (
  id bigint generated always as identity primary key,
  run_id bigint not null references run on delete cascade,
  stream text not null,
  batch integer not null,
  targets text[] not null,
  -- Where to go on: the state after the last committed page. Null: from the start.
  cursor jsonb,
  state text not null default 'pending' check (state in ('pending', 'running', 'waiting', 'done', 'failed')),
  worker_id bigint references worker on delete set null,
  attempts integer not null default 0,
  not_before timestamptz,
  pages integer not null default 0,
  -- Targets given up on the last attempt; a rerun asks these again.
  skipped text[] not null default '{}',
  error_code text,
  error_message text,
  updated_at timestamptz not null default now(),
  unique (run_id, stream, batch)
);
create index task_open on task (run_id, stream, batch) where state in ('pending', 'running', 'waiting');

-- The raw answers of one commit: zstd over NDJSON, one line an exchange. Waits here until it is sealed into a segment.
create table frame (
  id bigint primary key,
  run_id bigint not null references run,
  platform text not null,
  stream text not null,
  day date not null,
  created_at timestamptz not null default now(),
  exchanges integer not null,
  raw_bytes bigint not null,
  sha256 bytea not null,
  body bytea
);
alter table frame alter column body set storage external;

create table exchange (
  id bigint primary key,
  frame_id bigint not null references frame,
  line integer not null,
  run_id bigint not null references run,
  task_id bigint not null,
  platform text not null,
  stream text not null,
  endpoint text not null,
  url text not null,
  status integer not null,
  outcome text not null,
  note text,
  at timestamptz not null,
  duration_ms integer not null,
  attempts integer not null,
  bytes bigint not null,
  parser_version text not null
);
create index exchange_run on exchange (run_id, id);

-- Ids of exchanges and frames are handed out in blocks of 1,000, so that no page pays a round trip for them. Gaps mean nothing.
create sequence exchange_block;

-- What a platform told us to send back with the next request for an address, and the answer it stands for.
create table validator (
  url text primary key,
  etag text,
  last_modified text,
  exchange_id bigint not null references exchange
);

create table record (
  platform text not null,
  kind text not null,
  id text not null,
  parent_id text,
  fields jsonb not null,
  -- The newest counts, merged over streams. A scoped metric keeps its scope: "rank@weekday/MONDAY/user".
  counts jsonb not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- Since when the platform says it is not there. Kept in history, asked again rarely.
  gone_since timestamptz,
  exchange_id bigint not null,
  primary key (platform, kind, id)
) with (fillfactor = 80);
create index record_parent on record (platform, kind, parent_id) where parent_id is not null;

-- The time series. One row per record, run, stream and scope: repeating a page changes nothing.
create table observation (
  platform text not null,
  kind text not null,
  id text not null,
  run_id bigint not null,
  stream text not null,
  scope text not null default '',
  observed_at timestamptz not null,
  counts jsonb not null,
  exchange_id bigint not null,
  primary key (platform, kind, id, run_id, stream, scope)
);

create table quarantine (
  id bigint generated always as identity primary key,
  exchange_id bigint not null references exchange,
  run_id bigint not null references run,
  platform text not null,
  stream text not null,
  endpoint text not null,
  path text not null,
  reason text not null,
  value jsonb not null,
  parser_version text not null,
  created_at timestamptz not null default now()
);
create index quarantine_run on quarantine (run_id, id);

-- A worker lives as long as somebody holds its lock. The lock's first key is the schema's own, so that two schemas of one database do not mix.
create function worker_alive(worker bigint) returns boolean language sql volatile as $$
  select exists (
    select from pg_locks
    where locktype = 'advisory' and objsubid = 2
      and database = (select oid from pg_database where datname = current_database())
      and classid = (hashtext(current_schema())::bigint & 4294967295)::oid
      and objid = worker::oid
      and granted
  )
$$;

-- Sums over a series' episodes, refreshed after each run so that lists can be sorted by them. A sum is null when no episode gave the number.
create table series_total (
  platform text not null,
  series_id text not null,
  episodes bigint not null,
  likes numeric,
  likes_known bigint not null,
  comments numeric,
  comments_known bigint not null,
  last_published_on date,
  refreshed_at timestamptz not null,
  primary key (platform, series_id)
);
