-- What lets a run outlive an update and a worker's death without a person, and a schedule follow its file.

-- What a worker of steps serves: seats by pool. Null: it does no steps, such as a collection by hand.
alter table worker add column pools jsonb;

-- Since when no worker of the run's version lives, as long as that is so; and the run that went on with it in another version.
alter table pipeline_run add column unserved_since timestamptz;
alter table pipeline_run add column handed_to bigint references pipeline_run;
create index pipeline_run_repeats on pipeline_run (repeats) where repeats is not null;
create index pipeline_run_parent on pipeline_run (parent_run, parent_step) where parent_run is not null;

-- The run that a step under way waits for. It holds no slot meanwhile; the end of that run brings it back.
alter table pipeline_step add column waits_for bigint;
create index pipeline_step_waits_for on pipeline_step (waits_for) where waits_for is not null;

-- What the pipeline's file says of its own schedule. A row that says something else was changed by the operator and stays as it is.
alter table schedule add column file jsonb;
-- Why nothing is planned, though it is not paused: `pipeline` (its file is gone), `broken` (its file cannot be used), `schedule` (its file brings none any more).
alter table schedule add column rests text;
