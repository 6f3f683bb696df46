-- What the pages of accounts and of offers need.

-- By how much the followers of an account moved since a day before, written once after each collection: a list of 10,000 accounts is ordered by
-- it without reading their histories. `days` is the least distance: compared is the last day before that lies so far back, within two weeks.
create table account_change (
  platform text not null,
  days smallint not null,
  account_id text not null,
  day date not null,
  before_day date not null,
  -- Stored counts; null when the platform did not give the number on that day.
  count jsonb,
  before_count jsonb,
  -- What the list is ordered by; null when the change cannot be told.
  change numeric,
  run_id bigint not null,
  before_run_id bigint not null,
  exchange_id bigint not null,
  before_exchange_id bigint not null,
  primary key (platform, days, account_id)
);

-- The places of offers in the list of one word, run by run. Equal keys are kept once, so it stays small; other kinds cost their writers nothing.
create index observation_place on observation (platform, scope, run_id) where kind = 'offer' and scope <> '';

-- Who of the watched was never met, and which target an account is.
create index target_unmet on target (workspace_id, platform) where kind = 'channel' and record_id is null;
create index target_record on target (platform, record_id) where record_id is not null;
