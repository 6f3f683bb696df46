import { jsonText } from './json.ts';
import type { Json } from '../../domain/index.ts';
import type { Statement } from '../../store/index.ts';

/** How far one commit moves a task. */
export interface TaskAdvance {
  readonly id: string;
  readonly pages: number;
  readonly cursor: Json | null;
  readonly done: boolean;
  readonly skipped: readonly string[];
}

/**
 * Moves the watermarks of tasks. Only tasks still held by this worker move: fewer rows than asked means that another process has taken
 * one over, and the whole commit must be undone. A batch that gave up targets ends as failed, with their names.
 *
 * A task that moved on begins to count its attempts anew: they are those at one place, or a long batch would give up its tenth target for
 * what the first nine had cost.
 */
export const advanceTasks = (workerId: string, advances: readonly TaskAdvance[]): Statement => ({
  name: 'advance_tasks',
  text: `
    update task set
      cursor = moved.cursor,
      pages = task.pages + moved.pages,
      attempts = case when task.cursor is not null and moved.cursor is distinct from task.cursor then 1 else task.attempts end,
      skipped = task.skipped || moved.skipped,
      state = case
        when not moved.done then task.state
        when cardinality(task.skipped || moved.skipped) > 0 then 'failed'
        else 'done' end,
      updated_at = now()
    from json_to_recordset($2::json) as moved (id bigint, pages int, cursor jsonb, done boolean, skipped text[])
    where task.id = moved.id and task.worker_id = $1 and task.state = 'running'
    returning task.id`,
  values: [workerId, jsonText(advances)],
});
