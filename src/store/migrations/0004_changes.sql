-- What moved from one day to the next, written once after each collection: a page of movers reads a few thousand rows of one day instead of
-- comparing two days of the whole history while somebody waits.

-- A metric of a series on a day, and on the day it is compared with: the last one before on which it was looked at.
-- Likes and comments are sums over the episodes that can be compared: those known on both days, and in `count` also those published since.
create table series_change (
  platform text not null,
  day date not null,
  metric text not null,
  series_id text not null,
  -- Of a rank: the list in which both places hold.
  scope text not null default '',
  before_day date not null,
  -- Stored counts; null when the platform did not give the number on that day.
  count jsonb,
  before_count jsonb,
  -- The series was first met on this day.
  is_new boolean not null,
  run_id bigint,
  before_run_id bigint,
  -- Null for a sum, which comes from many exchanges of its run.
  exchange_id bigint,
  before_exchange_id bigint,
  -- Of a sum: how many episodes were known on both days, and how many were published in between.
  compared integer,
  added integer,
  primary key (platform, day, metric, series_id)
);

-- The episodes that gained the most of a metric on a day.
create table episode_change (
  platform text not null,
  day date not null,
  metric text not null,
  place integer not null,
  series_id text not null,
  episode_id text not null,
  before_day date not null,
  count jsonb not null,
  -- Null: published since.
  before_count jsonb,
  run_id bigint not null,
  exchange_id bigint not null,
  before_run_id bigint,
  before_exchange_id bigint,
  primary key (platform, day, metric, place)
);

-- The newest days of a database that was filled before are compared after its next collection, and not its whole history at once.
delete from run_total t using run r
where r.id = t.run_id and r.day >= (select max(day) - 7 from run newest where newest.platform = r.platform);
