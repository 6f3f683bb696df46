-- Alerts: what happened, once; who wants to know; and what became of telling them.

-- Something worth telling, written once in the transaction that caused it.
create table alert_event (
  id bigint generated always as identity primary key,
  workspace_id text not null references workspace,
  -- What makes it one event, such as `run-failed:12`.
  key text not null,
  -- run-succeeded, run-failed, run-late, no-data, changed-shape, challenge, budget-gone, test
  kind text not null,
  severity text not null check (severity in ('info', 'warning', 'error')),
  title text not null,
  pipeline text,
  -- The run of the pipeline, which the event may outlive.
  run_id bigint,
  step text,
  interval_start timestamptz,
  interval_end timestamptz,
  -- Path on the dashboard.
  link text,
  cause_code text,
  cause text,
  -- The data that caused it.
  data jsonb not null default '{}',
  at timestamptz not null,
  unique (workspace_id, key)
);
create index alert_event_newest on alert_event (workspace_id, id desc);

-- Someone who is told, and of what. Secrets are in the environment; here are the names of the variables.
create table alert_channel (
  id bigint generated always as identity primary key,
  workspace_id text not null references workspace,
  name text not null,
  kind text not null check (kind in ('slack', 'webhook', 'email')),
  settings jsonb not null,
  -- What it wants to know of; null: everything.
  kinds text[],
  pipelines text[],
  least_severity text not null check (least_severity in ('info', 'warning', 'error')),
  -- Events of one kind and pipeline within so long are one message.
  group_ms bigint not null default 0 check (group_ms >= 0),
  -- The receiver asked to be left alone until then.
  held_until timestamptz,
  created_at timestamptz not null default now(),
  removed_at timestamptz
);
create unique index alert_channel_name on alert_channel (workspace_id, name) where removed_at is null;

-- What nobody is told of for a while. Null means any.
create table alert_silence (
  id bigint generated always as identity primary key,
  workspace_id text not null references workspace,
  channel_id bigint references alert_channel,
  kind text,
  pipeline text,
  until timestamptz not null,
  reason text not null default '',
  created_at timestamptz not null default now(),
  ended_at timestamptz
);

-- One event on its way to one channel. Those that are told in one message follow the one that opened it, their head.
create table alert_delivery (
  id bigint generated always as identity primary key,
  event_id bigint not null references alert_event,
  channel_id bigint not null references alert_channel,
  head_id bigint references alert_delivery,
  -- Of the message that it opens; the same with every attempt.
  idempotency_key uuid not null default gen_random_uuid() unique,
  state text not null check (state in ('waiting', 'delivered', 'given-up', 'silenced')),
  silence_id bigint references alert_silence,
  attempts integer not null default 0,
  first_attempt_at timestamptz,
  -- When it is tried next. While it is being tried: when others may take it for lost.
  next_at timestamptz not null,
  -- What the receiver said last, without secrets.
  last_error text,
  answer text,
  delivered_at timestamptz,
  unique (event_id, channel_id)
);
create index alert_delivery_due on alert_delivery (channel_id, next_at, id) where state = 'waiting' and head_id is null;
create index alert_delivery_head on alert_delivery (head_id) where head_id is not null;
