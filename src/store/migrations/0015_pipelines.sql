-- Pipelines: what runs by itself, what ran, and who may do how much at once.

-- When a pipeline runs by itself. The definition's own schedule stands here as `default` once it was first seen.
create table schedule (
  id bigint generated always as identity primary key,
  workspace_id text not null references workspace,
  pipeline text not null,
  name text not null,
  cron text not null,
  zone text not null,
  jitter_ms bigint not null default 0,
  quiet_from text,
  quiet_to text,
  -- none, last, all, or a number
  catch_up text not null default 'none',
  parameters jsonb not null default '{}',
  paused_at timestamptz,
  -- The end of the last interval that was planned or passed over, and when the next run begins.
  planned_until timestamptz not null,
  next_at timestamptz,
  changed_at timestamptz not null default now(),
  unique (workspace_id, pipeline, name)
);

-- One execution of a pipeline for one interval, with what it was begun with.
create table pipeline_run (
  id bigint generated always as identity primary key,
  workspace_id text not null references workspace,
  pipeline text not null,
  definition jsonb not null,
  -- The code that began it: another version does not go on with it.
  version text not null,
  interval_start timestamptz not null,
  interval_end timestamptz not null,
  reason text not null,
  schedule_id bigint references schedule on delete set null,
  -- The run this one repeats, and the step of another run that began it and waits for it.
  repeats bigint references pipeline_run,
  parent_run bigint references pipeline_run,
  parent_step text,
  parameters jsonb not null,
  settings jsonb not null,
  -- Higher goes first: 0 is a backfill, 10 everything else.
  priority integer not null default 10,
  state text not null default 'queued',
  cancel_requested_at timestamptz,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  error_code text,
  error_message text
);
-- Two schedulers at once plan an interval once.
create unique index pipeline_run_planned on pipeline_run (schedule_id, interval_start) where schedule_id is not null;
create index pipeline_run_newest on pipeline_run (pipeline, interval_start desc, id desc);
create index pipeline_run_open on pipeline_run (id) where state in ('queued', 'running');

-- One node of a run.
create table pipeline_step (
  run_id bigint not null references pipeline_run on delete cascade,
  step text not null,
  place integer not null,
  state text not null default 'blocked',
  -- Attempts that were begun.
  attempts integer not null default 0,
  -- Attempts that ended in failure.
  failures integer not null default 0,
  ready_at timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  error_code text,
  error_message text,
  primary key (run_id, step)
);

-- One try of one seat of a step, by one worker.
create table step_attempt (
  id bigint generated always as identity primary key,
  run_id bigint not null,
  step text not null,
  attempt integer not null,
  seat integer not null,
  pool text not null,
  job_id uuid not null,
  worker_id bigint not null,
  host text not null,
  -- running, done, failed, cancelled, lost (its worker died), waiting (to be gone on with later)
  state text not null default 'running',
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  outcomes jsonb not null default '{}',
  items bigint not null default 0,
  bytes bigint not null default 0,
  duration_ms bigint,
  peak_memory_bytes bigint,
  -- The collections it did.
  collections bigint[] not null default '{}',
  error_code text,
  error_message text,
  foreign key (run_id, step) references pipeline_step on delete cascade
);
create index step_attempt_of on step_attempt (run_id, step, id);
create index step_attempt_running on step_attempt (pool, worker_id) where state = 'running';

create table step_log (
  id bigint generated always as identity primary key,
  attempt_id bigint not null references step_attempt on delete cascade,
  at timestamptz not null default now(),
  level text not null,
  message text not null,
  data jsonb not null default '{}'
);
create index step_log_of on step_log (attempt_id, id);

-- Named slots across machines. A slot is taken by a running attempt of a living worker.
create table pool (
  name text primary key,
  slots integer not null check (slots >= 0),
  changed_at timestamptz not null default now()
);
insert into pool (name, slots) values ('collect', 8), ('heavy', 1), ('light', 4);

-- A collection belongs to the step that asked for it (`<run>/<step>`): who does the step again, or beside another, finds it, also when it is done.
alter table run add column asked_by text;
create unique index run_asked_by on run (asked_by, platform) where asked_by is not null;
