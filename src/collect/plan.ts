import { streamOf, watchedKinds } from '../sources/index.ts';
import type { OptionValues, Source, Stream } from '../sources/index.ts';
import { crashPoint } from '../store/index.ts';
import type { Sql, Store } from '../store/index.ts';
import type { Selection } from './selection.ts';
import { countTargets, isPlanned, markPlanned, planIds, planRecords } from './sql/plan-stream.ts';
import type { StreamPlan } from './sql/plan-stream.ts';
import { spreadStream } from './sql/spread.ts';

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
  const tasks = await store.transaction(async (sql) => {
    const planned = await writePlan(sql, runId, source, stream, selection, options);
    crashPoint('plan.before-commit');
    return planned;
  });
  crashPoint('plan.after-commit');
  // Until it has looked, PostgreSQL takes a new run for one of few tasks, and reads them all to find the next one.
  if (tasks >= manyTasks) await store.query('analyze task');
};

/** {@link planStream} within a transaction of the caller. Returns how many tasks the stream has got; 0 when it was planned already. */
export const writePlan = async (
  sql: Sql,
  runId: string,
  source: Source,
  stream: Stream,
  selection: Selection,
  options: OptionValues,
): Promise<number> => {
  const plan = {
    runId,
    stream: stream.name,
    platform: source.platform,
    batchSize: stream.batchSize,
    withFound: selection.targets === null && source.accountOf !== undefined,
  };
  const { target } = stream;
  if (await isPlanned(sql, plan)) return 0;
  const isOfAccounts = target.kind !== 'listing' && !(watchedKinds as readonly string[]).includes(target.kind);
  const chosen = selection.targets ?? (isOfAccounts ? await watchedAccounts(sql, runId, source) : null);
  if (target.kind === 'listing') {
    const ids = chosen === null ? target.ids : target.ids.filter((id) => chosen.includes(id));
    await sql.query(planIds(plan, ids));
  } else {
    await sql.query(planRecords(plan, target.kind, chosen, newestOf(stream, options)));
  }
  await spread(sql, plan, source, selection.streams, chosen, options);
  const [planned] = await sql.query<{ tasks: number }>(markPlanned(plan));
  return planned?.tasks ?? 0;
};

/** So many tasks are read in a millisecond. */
const manyTasks = 1000;

/** Of accounts everything means everybody whom the run's workspace watches; others are known because they stood in a feed or a comment. */
const watchedAccounts = async (sql: Sql, runId: string, { platform, accountOf }: Source): Promise<readonly string[] | null> => {
  if (!accountOf) return null;
  const rows = await sql.query<{ external_id: string }>({
    text: `
      select external_id from target join run using (workspace_id)
      where run.id = $1 and target.platform = $2 and kind = 'channel' and target.state <> 'paused'`,
    values: [runId, platform],
  });
  return rows.map((row) => row.external_id);
};

/** How many newest records of each parent a stream asks about; null for all. */
const newestOf = ({ target }: Stream, options: OptionValues): number | null => {
  const newest = 'newest' in target ? target.newest : undefined;
  return (typeof newest === 'string' ? Number(options[newest]) : newest) ?? null;
};

/** Gives the stream's tasks their instants where the run is spread over a window. */
const spread = async (
  sql: Sql,
  plan: StreamPlan,
  source: Source,
  streams: readonly string[],
  chosen: readonly string[] | null,
  options: OptionValues,
): Promise<void> => {
  const [run] = await sql.query<{ spread: boolean }>({
    text: 'select spread_until is not null as spread from run where id = $1',
    values: [plan.runId],
  });
  if (!run!.spread) return;
  const following: { stream: string; targets: number }[] = [];
  for (const name of streams.slice(streams.indexOf(plan.stream) + 1)) {
    const next = streamOf(source, name);
    const { target } = next;
    const [row] =
      target.kind === 'listing'
        ? []
        : await sql.query<{ targets: number }>(countTargets(plan, target.kind, chosen, newestOf(next, options)));
    following.push({ stream: name, targets: row?.targets ?? ('ids' in target ? target.ids.length : 0) });
  }
  await sql.query(spreadStream(plan.runId, plan.stream, following));
};
