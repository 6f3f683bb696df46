-- Taking a task reads one entry of an index, however many tasks are open: in each state those that are due come in the order in which they are taken.
-- Due is a task at once, from the instant it is planned for, or when its wait is over.
create index task_due on task (run_id, stream, state, attempts, (coalesce(not_before, planned_for, '-infinity')), batch)
  where state in ('pending', 'running', 'waiting');

-- The same tasks in an order that nobody asks for any more.
drop index task_open;
