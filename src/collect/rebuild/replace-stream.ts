import { crashPoint } from '../../store/index.ts';
import type { ListedFrame } from '../sql/rebuild-frames.ts';
import {
  addMisfits,
  addObservations,
  changeExchanges,
  changeObservations,
  clearStaged,
  countStaged,
  removeMisfits,
  removeObservations,
  touchObserved,
} from '../sql/rebuild-stream.ts';
import { forgetTotals } from '../sql/rebuild-runs.ts';
import { revisitedBy } from '../revisit/visits.ts';
import { forgetVisits } from '../sql/revisit-memory.ts';
import { rowsBy } from './context.ts';
import type { Rebuilding } from './context.ts';
import { retryDeadlock } from '../retry-deadlock.ts';

/**
 * Puts the gathered observations and misfits of one stream of one run in the place of the old ones, in one transaction: readers see all of the
 * old or all of the new ones. Only what differs is written, so that a rebuild that finds nothing new writes nothing.
 */
export const replaceStream = async (rebuilding: Rebuilding, { run_id, stream }: ListedFrame, nothingElse: boolean): Promise<void> => {
  const { session, store, source, whole, report } = rebuilding;
  const { schema } = store;
  const place = { platform: source.platform, runId: run_id, stream };
  await session.query('analyze pg_temp.observation');
  await session.query('analyze pg_temp.rebuild_exchange');
  const changes = await retryDeadlock(() =>
    session.transaction(async (sql) => {
      const [found] = await sql.query<{ observations: number; misfits: number }>(countStaged(place));
      if (!whole) await sql.query(touchObserved(schema, place));
      const observations = {
        rows: found!.observations,
        removed: await rowsBy(sql, removeObservations(schema, place)),
        changed: await rowsBy(sql, changeObservations(schema, place)),
        added: await rowsBy(sql, addObservations(schema, place)),
      };
      if (observations.removed + observations.changed + observations.added > 0) {
        await sql.query(forgetTotals(schema, run_id));
        if (revisitedBy(source)?.stream === stream) for (const forget of forgetVisits(schema, source.platform)) await sql.query(forget);
      }
      const misfits = {
        rows: found!.misfits,
        removed: await rowsBy(sql, removeMisfits(schema, place)),
        changed: 0,
        added: await rowsBy(sql, addMisfits(schema, place)),
      };
      const exchanges = await rowsBy(sql, changeExchanges(schema, place, source.parserVersion));
      crashPoint('rebuild.before-stream');
      return { observations, misfits, exchanges };
    }),
  );
  crashPoint('rebuild.after-stream');
  for (const table of ['observations', 'misfits'] as const)
    for (const what of ['rows', 'added', 'changed', 'removed'] as const) report[table][what] += changes[table][what];
  report.exchangesChanged += changes.exchanges;
  if (nothingElse) await session.query('truncate pg_temp.observation, pg_temp.quarantine');
  else for (const statement of clearStaged(place)) await session.query(statement);
};
