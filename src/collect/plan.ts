import type { OptionValues, Source, Stream } from '../sources/index.ts';
import { crashPoint } from '../store/index.ts';
import type { Store } from '../store/index.ts';
import type { Selection } from './selection.ts';
import { isPlanned, markPlanned, planIds, planRecords } from './sql/plan-stream.ts';

/**
 * Writes down the tasks of one stream of a run, once (and once more after a rerun of what failed), in one transaction: a process killed here leaves either the whole plan or none.
 * What a stream asks about are the platform's fixed listings, or the records that the streams before it have found.
 */
export const planStream = async (
  store: Store,
  runId: string,
  source: Source,
  stream: Stream,
  selection: Selection,
  options: OptionValues,
): Promise<void> => {
  const plan = { runId, stream: stream.name, platform: source.platform, batchSize: stream.batchSize };
  const { target } = stream;
  await store.transaction(async (sql) => {
    if (await isPlanned(sql, plan)) return;
    if (target.kind === 'listing') {
      const chosen = selection.targets;
      const ids = chosen === null ? target.ids : target.ids.filter((id) => chosen.includes(id));
      await sql.query(planIds(plan, ids));
    } else {
      const newest = 'newest' in target ? target.newest : undefined;
      await sql.query(
        planRecords(plan, target.kind, selection.targets, (typeof newest === 'string' ? Number(options[newest]) : newest) ?? null),
      );
    }
    await sql.query(markPlanned(plan));
    crashPoint('plan.before-commit');
  });
  crashPoint('plan.after-commit');
};
