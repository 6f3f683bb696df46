import type { Sql } from '../../store/index.ts';
import { decodeCursor, encodeCursor } from '../keyset.ts';
import { pipelineRunColumns, pipelineRunOf } from './runs.ts';
import type { PipelineRun, PipelineRunRow } from './runs.ts';
import type { PipelineRunReason, PipelineRunState } from './words.ts';

export interface RunHistoryQuestion {
  readonly workspaceId: string;
  readonly pipeline?: string | undefined;
  readonly state?: PipelineRunState | undefined;
  readonly reason?: PipelineRunReason | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** One page of all the runs there ever were, the newest first. */
export const listPipelineRuns = async (
  sql: Sql,
  { workspaceId, pipeline, state, reason, cursor, limit }: RunHistoryQuestion,
): Promise<{ items: PipelineRun[]; next: string | null }> => {
  const question = [workspaceId, pipeline ?? null, state ?? null, reason ?? null];
  const after = decodeCursor(question, cursor, 'number');
  const rows = await sql.query<PipelineRunRow>({ text: list, values: [...question, after?.key ?? null, limit + 1] });
  const items = rows.slice(0, limit).map(pipelineRunOf);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? encodeCursor(question, { key: last.id, tie: [] }) : null };
};

// The page is cut first: the steps of each run are read for those rows alone.
const list = `
select ${pipelineRunColumns}
from (
  select * from pipeline_run
  where workspace_id = $1 and ($2::text is null or pipeline = $2) and ($3::text is null or state = $3) and ($4::text is null or reason = $4)
    and ($5::bigint is null or id < $5)
  order by id desc limit $6
) r
order by r.id desc`;
