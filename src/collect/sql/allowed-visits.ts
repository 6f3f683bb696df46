import type { Statement } from '../../store/index.ts';

/** Requests of each stream in the newest collection that ended well and read what targets are revisited by, and how many targets it visited. */
export const callsOfLast = (platform: string, stream: string): Statement => ({
  text: `
    with last as (
      select run.id, run_stream.targets from run join run_stream on run_id = run.id and stream = $2
      where platform = $1 and state = 'done' and run_stream.targets > 0
      order by run.id desc limit 1
    )
    select task.stream, sum(pages)::float8 as calls, max(last.targets)::float8 as visits
    from last join task on run_id = last.id
    group by 1`,
  values: [platform, stream],
});

/** What a lane has room for. */
export interface LaneRoom {
  readonly name: string;
  readonly pace_ms: number;
  /** Quota units left today; null: it has no budget. */
  readonly units_left: number | null;
  /** What is left of the run's window; null: it is not spread over one. */
  readonly window_ms: number | null;
}

export const laneRoom = (runId: string, lanes: readonly string[]): Statement => ({
  text: `
    select lane.name, greatest(interval_ms, floor_ms) as pace_ms,
      (budget_units - case when budget_day = (now() at time zone budget_zone)::date then budget_used else 0 end)::float8 as units_left,
      (extract(epoch from run.spread_until - now()) * 1000)::float8 as window_ms
    from lane, run
    where run.id = $1 and lane.name = any($2)`,
  values: [runId, lanes],
});
