import { streamOf, watchedKinds } from '../sources/index.ts';
import type { OptionValues, Source, Stream } from '../sources/index.ts';
import { crashPoint } from '../store/index.ts';
import type { Sql, Store } from '../store/index.ts';
import type { Selection } from './selection.ts';
import { countTargets, gatherScope, isPlanned, markPlanned, planIds, planRecords } from './sql/plan-stream.ts';
import type { StreamPlan, Wanted } from './sql/plan-stream.ts';
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
  // A million rows are sorted and joined in memory rather than by way of the disk.
  await sql.query("set local work_mem = '32MB'");
  if (target.kind === 'listing') {
    const { targets } = selection;
    await sql.query(planIds(plan, targets === null ? target.ids : target.ids.filter((id) => targets.includes(id))));
  } else {
    const wanted = wantedBy(source, stream, selection, options);
    await gatherScope(sql, plan, wanted.scope);
    await sql.query(planRecords(plan, wanted));
  }
  await spread(sql, plan, source, selection, options);
  const [planned] = await sql.query<{ tasks: number }>(markPlanned(plan));
  return planned?.tasks ?? 0;
};

/** So many tasks are read in a millisecond. */
const manyTasks = 1000;

/** What a stream asks about. Of accounts everything means everybody whom the run's workspace watches; others are known because they stood in a feed or a comment. */
const wantedBy = (source: Source, stream: Stream, selection: Selection, options: OptionValues): Wanted => {
  const { kind } = stream.target;
  const isOfAccounts = source.accountOf !== undefined && !(watchedKinds as readonly string[]).includes(kind);
  const all = isOfAccounts ? 'watched' : 'everything';
  return { kind, scope: selection.targets === null ? all : { ids: selection.targets }, newest: newestOf(stream, options) };
};

/** How many newest records of each parent a stream asks about; null for all. */
const newestOf = ({ target }: Stream, options: OptionValues): number | null => {
  const newest = 'newest' in target ? target.newest : undefined;
  return (typeof newest === 'string' ? Number(options[newest]) : newest) ?? null;
};

/** Gives the stream's tasks their instants where the run is spread over a window. */
const spread = async (sql: Sql, plan: StreamPlan, source: Source, selection: Selection, options: OptionValues): Promise<void> => {
  const { streams } = selection;
  const [run] = await sql.query<{ spread: boolean }>({
    text: 'select spread_until is not null as spread from run where id = $1',
    values: [plan.runId],
  });
  if (!run!.spread) return;
  const following: { stream: string; targets: number }[] = [];
  for (const name of streams.slice(streams.indexOf(plan.stream) + 1)) {
    const next = streamOf(source, name);
    const { target } = next;
    if (target.kind === 'listing') {
      following.push({ stream: name, targets: target.ids.length });
      continue;
    }
    const wanted = wantedBy(source, next, selection, options);
    await gatherScope(sql, plan, wanted.scope);
    const [row] = await sql.query<{ targets: number }>(countTargets(plan, wanted));
    following.push({ stream: name, targets: row!.targets });
  }
  await sql.query(spreadStream(plan.runId, plan.stream, following));
};
