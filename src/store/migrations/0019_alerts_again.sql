-- Alerts that can be relied on: sent again after they were given up, kept for a while, and not misled by a clock that is set back.

alter table alert_delivery
  -- When `state` and `next_at` were written last. One in the future tells that the clock was set back since.
  add column noted_at timestamptz not null default now(),
  -- Somebody is sending it, and may take until `next_at`.
  add column sending boolean not null default false,
  -- Attempts before it was sent again by hand: pauses and patience begin anew, its idempotency key does not.
  add column attempts_before integer not null default 0;

alter table alert_event
  -- What can be done about it.
  add column next text;

alter table alert_channel
  -- When `held_until` was written.
  add column held_at timestamptz;

create index alert_delivery_noted on alert_delivery (noted_at) where state = 'waiting';
create index alert_delivery_given_up on alert_delivery (channel_id) where state = 'given-up';
create index alert_delivery_silence on alert_delivery (silence_id) where silence_id is not null;
create index alert_event_at on alert_event (at);
