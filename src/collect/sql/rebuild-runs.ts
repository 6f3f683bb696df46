import type { Statement } from '../../store/index.ts';
import { quoted } from './rebuild-tables.ts';

/** The runs whose rows were rebuilt. */
export const rebuiltRuns: Statement = { text: 'select distinct run_id from rebuild_frame where chosen order by run_id' };

/**
 * What a run's counters say of rows that a parser made, counted anew. `records` counts what was found in answers when they came, and stays.
 * Returns a row when something changed.
 */
export const recountRun = (schema: string, runId: string): Statement => ({
  text: `
    with counted as (
      select (select count(*) from ${quoted(schema)}.observation where run_id = $1) as observations,
        (select count(*) from ${quoted(schema)}.quarantine where run_id = $1) as misfits,
        (select coalesce(jsonb_object_agg(outcome, answers), '{}') from (
          select outcome, count(*) as answers from ${quoted(schema)}.exchange where run_id = $1 group by outcome) as each) as outcomes
    )
    update ${quoted(schema)}.run set observations = counted.observations, misfits = counted.misfits, outcomes = counted.outcomes
    from counted
    where id = $1 and (run.observations, run.misfits, run.outcomes) is distinct from (counted.observations, counted.misfits, counted.outcomes)
    returning id`,
  values: [runId],
});

/** Lets the sums of a run be added up again; in the transaction of what changed, so that no end of ours leaves them as they were. */
export const forgetTotals = (schema: string, runId: string): Statement => ({
  text: `delete from ${quoted(schema)}.run_total where run_id = $1`,
  values: [runId],
});

/** The same for all runs of a platform: an episode that came, went or moved to another series belongs to the sums of each. */
export const forgetAllTotals = (schema: string, platform: string): Statement => ({
  text: `delete from ${quoted(schema)}.run_total where run_id in (select id from ${quoted(schema)}.run where platform = $1)`,
  values: [platform],
});
