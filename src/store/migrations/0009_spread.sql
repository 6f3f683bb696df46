-- A collection may be spread over a window: its tasks are then planned with the instant from which they may be begun.
alter table run add column spread_until timestamptz;

-- A task that is planned for later; null: at once.
alter table task add column planned_for timestamptz;
