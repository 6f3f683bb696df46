-- Permits of a killed process count until its requests are surely over: a platform may work on although nobody waits for the answer.
alter table lane_permit
  -- Should the process die now: until then what it had under way may still be under way at the platform. Moved on about once a second.
  add column held_until timestamptz not null default now() + interval '3 s',
  -- The row outlives that of its worker; whoever uses the lane clears it away.
  drop constraint lane_permit_worker_id_fkey;
