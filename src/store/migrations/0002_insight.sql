-- What the questions of the dashboard need: counts as numbers, and sums that are kept because they are too many to add up while somebody waits.

-- The number inside a stored count (a bare number, or an object that says how well it is known); null when it is missing.
create function count_value(stored jsonb) returns numeric language sql immutable parallel safe as $$
  select case jsonb_typeof(stored) when 'number' then stored::numeric when 'object' then (stored ->> 'value')::numeric end
$$;

-- How many significant digits of it are meant; null when all are.
create function count_digits(stored jsonb) returns integer language sql immutable parallel safe as $$
  select case when stored ->> 'precision' = 'rounded' then (stored ->> 'digits')::integer end
$$;

-- True when the number is a lower bound; null when there is no number at all.
create function count_open(stored jsonb) returns boolean language sql immutable parallel safe as $$
  select case jsonb_typeof(stored) when 'number' then false when 'object' then stored ->> 'precision' = 'at-least' end
$$;

-- The least exact of the added counts decides how exact their sum is.
alter table series_total
  add column likes_digits integer,
  add column likes_open boolean not null default false,
  add column comments_digits integer,
  add column comments_open boolean not null default false;

-- The same sums as each run found them: the curve of a series reads one row a run instead of every episode's history.
create table series_run_total (
  platform text not null,
  series_id text not null,
  run_id bigint not null references run on delete cascade,
  observed_at timestamptz not null,
  episodes bigint not null,
  likes numeric,
  likes_known bigint not null,
  likes_digits integer,
  likes_open boolean not null,
  comments numeric,
  comments_known bigint not null,
  comments_digits integer,
  comments_open boolean not null,
  primary key (platform, series_id, run_id)
);

-- Which runs those sums hold, as of how many committed pages: a run that went on since is added up again.
create table run_total (
  run_id bigint primary key references run on delete cascade,
  pages bigint not null
);

-- Observations arrive run by run, so a block range index of a few kilobytes finds those of one run and costs the writers nothing.
create index observation_run on observation using brin (run_id) with (pages_per_range = 32, autosummarize = on);

create index task_failed on task (run_id) where state = 'failed';

-- One owner a workspace, also when several processes start for the first time at once.
create unique index app_user_owner on app_user (workspace_id) where role = 'owner';
