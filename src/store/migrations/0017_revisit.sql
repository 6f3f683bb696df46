-- Collections with a number of visits choose whom to visit by how fast targets change.

-- What is remembered of a target's visits, for the next plan (docs/explanation/revisit.md). It follows from observations, tasks and runs: whatever is taken
-- away here is made again by the next plan. Rows are written anew with each visit: the free half of each page keeps that in place.
create table revisit (
  platform text not null,
  kind text not null,
  id text not null,
  -- The begin of the newest run that asked about it.
  visited_at timestamptz not null,
  newest_at timestamptz,
  newest_value double precision,
  before_at timestamptz,
  before_value double precision,
  surprise double precision not null,
  surprises double precision not null,
  days double precision not null,
  moving_days double precision not null,
  primary key (platform, kind, id)
) with (fillfactor = 50);

-- Which runs are in it, as of how many committed pages.
create table revisit_run (
  run_id bigint primary key references run on delete cascade,
  pages bigint not null
);

-- What a run with visits chose from, written in the transaction that chose.
create table run_choice (
  run_id bigint primary key references run on delete cascade,
  kind text not null,
  candidates integer not null,
  -- How many it might visit; null: no lane limits it.
  visits integer,
  interval_days double precision not null,
  floor_days double precision not null,
  -- False: the visits do not reach each target within the floor.
  is_floor_met boolean not null,
  chosen_at timestamptz not null default now()
);

-- Whom it chose, and why: never visited, not for as long as the floor allows, or later than all others by the plan. It names no run as a reference:
-- checking a million of them would take longer than choosing.
create table run_visit (
  run_id bigint not null,
  target_id text not null,
  reason text not null check (reason in ('new', 'floor', 'turn')),
  -- Days between two of its visits, by the plan.
  every_days real not null,
  primary key (run_id, target_id)
);
