-- What many processes on one database need.

-- A worker that leaves gives back its tasks: found by its id instead of by reading every task there ever was.
create index task_worker on task (worker_id) where worker_id is not null;

-- The pace that each host of a lane asks for (crawl-delay). lane.floor_ms is the slowest of them, and falls when that host asks for less.
create table lane_floor (
  lane text not null references lane on delete cascade,
  host text not null,
  floor_ms double precision not null check (floor_ms > 0),
  primary key (lane, host)
);
