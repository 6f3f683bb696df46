import type { Platform } from '../../domain/index.ts';
import type { Sql } from '../../store/index.ts';
import type { Origin, RunState } from './list.ts';

export interface RunTotals {
  readonly platform: Platform;
  readonly state: RunState;
  readonly runs: number;
  readonly pages: number;
  readonly records: number;
  readonly observations: number;
  readonly misfits: number;
  readonly bytes: number;
}

/** Runs and what they brought, by platform and state, over all workspaces: for the operator's metrics. */
export const runTotals = (sql: Sql): Promise<RunTotals[]> => sql.query<RunTotals & Record<string, unknown>>(totals);

/** Where the data kept here came from. */
export const originsOfRuns = async (sql: Sql, workspaceId: string): Promise<Origin[]> =>
  (
    await sql.query<{ origin: Origin }>({
      text: 'select distinct origin from run where workspace_id = $1 order by origin',
      values: [workspaceId],
    })
  ).map((row) => row.origin);

const totals = `
select platform, state, count(*)::integer as runs,
  sum(pages)::double precision as pages, sum(records)::double precision as records, sum(observations)::double precision as observations,
  sum(misfits)::double precision as misfits, sum(bytes)::double precision as bytes
from run group by platform, state`;
