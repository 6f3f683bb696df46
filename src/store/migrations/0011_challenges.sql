-- A platform that asks for a person (a captcha, a login wall). The lane rests until the operator has answered.
create table challenge (
  id bigint generated always as identity primary key,
  platform text not null,
  lane text not null references lane on delete cascade,
  -- The page on which it stands, without secrets.
  url text not null,
  reason text not null,
  -- waiting: nobody has answered; done: ask again; skipped: leave what that page was opened for.
  state text not null default 'waiting' check (state in ('waiting', 'done', 'skipped')),
  -- Inside the data folder of the machine that met it; null when no picture could be taken.
  screenshot text,
  -- Whose browser met it. The session can be entered as long as that worker lives: the address of its DevTools, and the page's id there.
  worker_id bigint not null,
  host text not null,
  devtools text,
  page_id text,
  met_at timestamptz not null default now(),
  answered_at timestamptz,
  -- When what was skipped was left: once for each answer.
  heeded_at timestamptz
);
-- One question at a time: what else is met in a lane meanwhile is the same.
create unique index challenge_waiting on challenge (lane) where state = 'waiting';

-- The challenge that holds the lane; null: none does.
alter table lane add column challenge_id bigint references challenge on delete set null;
