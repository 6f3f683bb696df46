-- Accounts are watched by name until their id is known, and followed by id from then on.

-- Under which name a record was found, since when and how long. Names change hands; ids do not.
create table record_name (
  platform text not null,
  kind text not null,
  name text not null,
  id text not null,
  since timestamptz not null,
  last_seen_at timestamptz not null,
  exchange_id bigint not null,
  primary key (platform, kind, name, id)
);
create index record_name_of on record_name (platform, kind, id);

-- The record a target that was given by name turned out to be. It stays the same record when the name changes.
alter table target add column record_id text;

-- What the operator has changed of a source's options, and what held for a run.
create table source_option (
  workspace_id text not null references workspace,
  platform text not null,
  name text not null,
  value jsonb not null,
  changed_at timestamptz not null default now(),
  primary key (workspace_id, platform, name)
);
alter table run add column options jsonb not null default '{}';
