-- Raw answers leave the database for segments: immutable objects in the lake, each holding the frames of one platform, stream and day.

-- An object of raw frames. It is planned first, so that whoever goes on after a kill writes the very same one; sealed once the object
-- was written and read back.
create table segment (
  id bigint generated always as identity primary key,
  -- The name of the object below the lake's root.
  key text not null unique,
  platform text not null,
  stream text not null,
  day date not null,
  frames integer not null,
  exchanges bigint not null,
  raw_bytes bigint not null,
  -- Size and checksum of the object, and the lake it was written to; known when it is sealed.
  bytes bigint,
  sha256 bytea,
  lake text,
  -- The process that is writing it. When that dies another one goes on.
  worker_id bigint references worker on delete set null,
  planned_at timestamptz not null default now(),
  sealed_at timestamptz
);
create index segment_open on segment (id) where sealed_at is null;
create index segment_worker on segment (worker_id) where worker_id is not null;

alter table frame
  -- Null: it waits in the database. The body is given up when the segment is sealed.
  add column segment_id bigint references segment,
  add column segment_offset bigint,
  add column segment_bytes integer;
create index frame_waiting on frame (platform, stream, day, id) where segment_id is null;
create index frame_segment on frame (segment_id, id) where segment_id is not null;
