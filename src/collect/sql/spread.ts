import type { Statement } from '../../store/index.ts';

/** Until when a run's tasks are to be begun; a run that is resumed keeps what it began with. */
export const spreadRun = (runId: string, windowMs: number): Statement => ({
  text: `update run set spread_until = coalesce(spread_until, now() + $2::float8 * interval '1 ms') where id = $1`,
  values: [runId, windowMs],
});

/**
 * Spreads the tasks of a stream that has just been planned evenly over its part of what is left of the run's window. How much of it each stream
 * needs is told by the requests of the last run of the same choice, else by its targets. `following` has those of the streams that follow, as far as
 * they are known yet: a stream that finds what it asks about on the way counts as much as this one at least.
 * Without a window, or after its end, tasks are begun at once.
 */
export const spreadStream = (runId: string, stream: string, following: readonly { stream: string; targets: number }[]): Statement => ({
  text: `
    with this as (
      select spread_until, greatest(extract(epoch from spread_until - now()), 0) as seconds, selection_key, platform, workspace_id
      from run where id = $1 and spread_until is not null
    ), last as (
      select run.id from run, this
      where run.selection_key = this.selection_key and run.platform = this.platform and run.workspace_id = this.workspace_id
        and run.state = 'done' and run.id <> $1
      order by run.id desc limit 1
    ), known as (
      select exchange.stream, count(*)::float8 as requests from exchange, last where run_id = last.id group by 1
    ), here as (
      select sum(cardinality(targets))::float8 as targets from task where run_id = $1 and stream = $2
    ), need as (
      select $2 as stream, coalesce((select requests from known where known.stream = $2), (select targets from here)) as weight
      union all
      select f.stream, coalesce((select requests from known where known.stream = f.stream), greatest(f.targets, here.targets))
      from json_to_recordset($3::json) as f (stream text, targets float8), here
    ), part as (
      select this.seconds * coalesce((select weight from need where need.stream = $2) / nullif((select sum(weight) from need), 0), 1) as seconds from this
    ), numbered as (
      select id, row_number() over (order by batch) - 1 as n, count(*) over () as tasks from task
      where run_id = $1 and stream = $2 and state = 'pending' and attempts = 0
    )
    update task set planned_for = now() + part.seconds * (n::float8 / tasks) * interval '1 s'
    from numbered, part where task.id = numbered.id`,
  values: [runId, stream, JSON.stringify(following)],
});
