import { streamOf, watchedKinds } from '../sources/index.ts';
import type { OptionValues, Source, Stream } from '../sources/index.ts';
import { crashPoint } from '../store/index.ts';
import type { Sql, Store } from '../store/index.ts';
import type { Allowance } from './revisit/allowed.ts';
import { bringUpToDate } from './revisit/bring-up-to-date.ts';
import { chooseVisits } from './revisit/choose.ts';
import type { ChoiceQuestion } from './revisit/choose.ts';
import { requireRevisits } from './revisit/visits.ts';
import type { Visits } from './revisit/visits.ts';
import { isOfAll } from './selection.ts';
import type { Selection } from './selection.ts';
import { findChoice } from './sql/run-choice.ts';
import type { RunChoiceRow } from './sql/run-choice.ts';
import { countTargets, gatherScope, gathered, isPlanned, markPlanned, planIds, planRecords } from './sql/plan-stream.ts';
import type { Scope, StreamPlan, Wanted } from './sql/plan-stream.ts';
import { spreadStream } from './sql/spread.ts';

/** One stream of a run, to be planned. */
export interface StreamQuestion {
  readonly runId: string;
  readonly source: Source;
  readonly stream: Stream;
  readonly selection: Selection;
  readonly options: OptionValues;
  readonly allowance: Allowance;
}

/** What planning a stream came to. */
export interface StreamPlanned {
  /** How many tasks it has got; 0 when it was planned already. */
  readonly tasks: number;
  /** Of a run with a number of visits: what it chose, where this stream was the one to choose. */
  readonly choice: RunChoiceRow | null;
}

/**
 * Writes down the tasks of one stream of a run, once (and once more after a rerun of what failed), in one transaction: a process killed here leaves either the whole plan or none.
 * What a stream asks about are the platform's fixed listings, or the records that the streams before it have found.
 */
export const planStream = async (store: Store, question: StreamQuestion): Promise<StreamPlanned> => {
  if (await willChoose(store, question)) await readVisits(store, question);
  const planned = await store.transaction(async (sql) => {
    const end = await writePlan(sql, question);
    crashPoint('plan.before-commit');
    return end;
  });
  crashPoint('plan.after-commit');
  // Until it has looked, PostgreSQL takes a new run for one of few tasks, and reads them all to find the next one.
  if (planned.tasks >= manyTasks) await store.query('analyze task');
  return planned;
};

/** So many tasks are read in a millisecond. */
const manyTasks = 1000;

/** Reads what earlier runs saw, as far as a run with a number of visits needs it. Changes nothing but what follows from that anyway. */
export const readVisits = (store: Store, { source, selection }: Pick<StreamQuestion, 'source' | 'selection'>): Promise<void> =>
  bringUpToDate(store, source.platform, requireRevisits(source, selection.streams));

const willChoose = async (sql: Sql, { runId, stream, selection }: StreamQuestion): Promise<boolean> =>
  selection.visits !== undefined && isOfVisits(stream) && (await sql.query(findChoice(runId))).length === 0;

/** {@link planStream} within a transaction of the caller. */
export const writePlan = async (sql: Sql, question: StreamQuestion): Promise<StreamPlanned> => {
  const { runId, source, stream, selection } = question;
  const plan: StreamPlan = {
    ...{ runId, stream: stream.name, platform: source.platform, batchSize: stream.batchSize },
    withFound: isOfAll(selection) && source.accountOf !== undefined,
  };
  const { target } = stream;
  if (await isPlanned(sql, plan)) return { tasks: 0, choice: null };
  // A million rows are sorted and joined in memory rather than by way of the disk.
  await sql.query("set local work_mem = '32MB'");
  const before = await willChoose(sql, question);
  if (target.kind === 'listing') {
    const scope = wholeScope(question);
    await gatherScope(sql, plan, scope);
    const ids = scope === 'everything' || scope === 'watched' ? target.ids : await sql.query<{ id: string }>(gathered(target.ids));
    await sql.query(
      planIds(
        plan,
        ids.map((each) => (typeof each === 'string' ? each : each.id)),
      ),
    );
  } else {
    const wanted = await wantedBy(sql, question);
    await gatherScope(sql, plan, wanted.scope);
    await sql.query(planRecords(plan, wanted));
  }
  await spread(sql, plan, question);
  const [planned] = await sql.query<{ tasks: number }>(markPlanned(plan));
  const [choice] = before ? await sql.query<RunChoiceRow>(findChoice(runId)) : [];
  return { tasks: planned?.tasks ?? 0, choice: choice ?? null };
};

/** Whether a stream asks about what is visited, or about what hangs on it. Not feeds and watched words: they are the same however many are visited. */
const isOfVisits = ({ target: { kind } }: Stream): boolean => kind !== 'listing' && !(watchedKinds as readonly string[]).includes(kind);

/** Whom a stream asks about where all are visited. Of accounts everything means everybody whom the run's workspace watches; others are known because they stood in a feed or a comment. */
const wholeScope = ({ source, stream, selection }: Pick<StreamQuestion, 'source' | 'stream' | 'selection'>): Scope => {
  const { targets, watchlist, members } = selection;
  if (!isOfAll(selection)) return { ids: targets ?? [], watchlist: members === undefined ? null : watchlist };
  return source.accountOf !== undefined && isOfVisits(stream) ? 'watched' : 'everything';
};

const wantedBy = async (sql: Sql, question: StreamQuestion): Promise<Wanted> => {
  const { stream, selection, options } = question;
  const whole = wholeScope(question);
  const { kind } = stream.target;
  const newest = newestOf(stream, options);
  if (selection.visits === undefined || !isOfVisits(stream)) return { kind, scope: whole, newest };
  const { visits } = await chooseVisits(sql, choiceQuestion(question, selection.visits));
  return { kind, scope: visits === null ? whole : 'visits', newest };
};

/** What a run with a number of visits chooses from. */
export const choiceQuestion = ({ runId, source, stream, selection, allowance }: StreamQuestion, visits: Visits): ChoiceQuestion => ({
  ...{ source, visits, allowance, streams: selection.streams },
  plan: { runId, platform: source.platform },
  by: requireRevisits(source, selection.streams),
  scope: wholeScope({ source, stream, selection }),
});

/** How many newest records of each parent a stream asks about; null for all. */
const newestOf = ({ target }: Stream, options: OptionValues): number | null => {
  const newest = 'newest' in target ? target.newest : undefined;
  return (typeof newest === 'string' ? Number(options[newest]) : newest) ?? null;
};

/** Gives the stream's tasks their instants where the run is spread over a window. */
const spread = async (sql: Sql, plan: StreamPlan, question: StreamQuestion): Promise<void> => {
  const { source, selection } = question;
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
    // Whom it will visit is chosen when its own turn comes, by what is found until then: so far all count.
    const [chosen] = await sql.query<RunChoiceRow>(findChoice(plan.runId));
    const of = { ...question, stream: next };
    const scope = chosen && chosen.visits !== null && isOfVisits(next) ? 'visits' : wholeScope(of);
    const wanted: Wanted = { kind: target.kind, scope, newest: newestOf(next, question.options) };
    await gatherScope(sql, plan, scope);
    const [row] = await sql.query<{ targets: number }>(countTargets(plan, wanted));
    following.push({ stream: name, targets: row!.targets });
  }
  await sql.query(spreadStream(plan.runId, plan.stream, following));
};
