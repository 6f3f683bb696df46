import { TidemarkError } from '../domain/index.ts';
import { crashPoint } from '../store/index.ts';
import type { OptionValues } from '../sources/index.ts';
import type { Store } from '../store/index.ts';
import type { StreamEnd } from './run-stream.ts';
import { selectionKey } from './selection.ts';
import type { Selection } from './selection.ts';
import { abandonEarlier, beginRun, endRun, findAsked, findResumable, resumeRun, setAskedBy } from './sql/runs.ts';
import type { Origin, RunEnd } from './sql/runs.ts';
import { forgetPlans } from './sql/plan-stream.ts';
import { askUnreadAgain, forgetDeadWorkers, reopenFailed, unreadTasks, wakeWaiting } from './sql/tasks.ts';

export interface OpenRun {
  readonly id: string;
  readonly day: string;
  readonly resumed: boolean;
  /** The source's options as they were when it began. */
  readonly options: OptionValues;
  /** It had come to its end before: whoever asked for it has it. */
  readonly isDone: boolean;
}

export interface RunChoice {
  readonly workspace: string;
  readonly platform: string;
  readonly origin: Origin;
  /** When it begins, in ms since 1970. */
  readonly at: number;
  readonly day: string;
  readonly zone: string;
  readonly selection: Selection;
  readonly version: string;
  readonly fresh: boolean;
  readonly options: OptionValues;
  /** The step of a pipeline it is done for: asked for again by the same step it is the same run, also when it is done. */
  readonly askedBy?: string;
}

/** Finds the run to resume, or begins one. Two processes that ask at the same time get the same run. */
export const openRun = (store: Store, choice: RunChoice): Promise<OpenRun> =>
  store.transaction(async (sql) => {
    const { selection, day } = choice;
    const key = { ...choice, selectionKey: selectionKey(selection) };
    await sql.query({
      text: 'select pg_advisory_xact_lock(hashtext($1), hashtext(current_schema()))',
      values: [`open run ${key.selectionKey}`],
    });
    await sql.query(forgetDeadWorkers);
    await sql.query(abandonEarlier(key));
    const { askedBy } = choice;
    const [asked] = askedBy === undefined ? [] : await sql.query<FoundRun>(findAsked(askedBy, choice.platform));
    if (asked?.state === 'done') return { id: asked.id, day: asked.day, resumed: true, options: asked.options, isDone: true };
    // What was abandoned at midnight is begun anew, for the same step.
    if (asked?.state === 'abandoned') await sql.query(setAskedBy(asked.id, null));
    const [last] = choice.fresh ? [] : await sql.query<FoundRun>(findResumable(key));
    if (last && last.state !== 'done' && last.state !== 'abandoned') {
      if (last.state === 'failed') {
        await sql.query(reopenFailed(last.id));
        await sql.query(askUnreadAgain(last.id));
        await sql.query(forgetPlans(last.id));
      }
      await sql.query(wakeWaiting(last.id));
      await sql.query(resumeRun(last.id));
      // What it began with holds; an option that is new since then has its value of today.
      if (askedBy !== undefined) await sql.query(setAskedBy(last.id, askedBy));
      return { id: last.id, day, resumed: true, options: { ...choice.options, ...last.options }, isDone: false };
    }
    const [begun] = await sql.query<{ id: string }>(beginRun(key, choice.zone, selection, choice.version, choice.options));
    if (askedBy !== undefined) await sql.query(setAskedBy(begun!.id, askedBy));
    return { id: begun!.id, day, resumed: false, options: choice.options, isDone: false };
  });

interface FoundRun {
  readonly id: string;
  readonly state: string;
  readonly day: string;
  readonly options: OptionValues;
}

/** A run as it ended. Counters are those of the whole run, over all its resumptions. */
export interface RunReport {
  readonly id: string;
  readonly platform: string;
  readonly origin: Origin;
  readonly streams: readonly string[];
  readonly day: string;
  readonly state: RunEnd['state'];
  readonly pages: number;
  readonly records: number;
  readonly observations: number;
  readonly misfits: number;
  readonly bytes: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly durationMs: number;
  readonly peakMemoryBytes: number;
  /** What ended it early, or null. */
  readonly error: TidemarkError | null;
  /** Of a run that waits: the code of what it waits for, where that has one. */
  readonly waitsFor?: string;
}

/** Writes down how the run ended and returns its report. */
export const closeRun = async (
  store: Store,
  run: OpenRun,
  { end, failure, durationMs }: { end: StreamEnd; failure: TidemarkError | null; durationMs: number },
): Promise<RunReport> => {
  const error = failure ?? (await errorOf(store, run, end));
  const state: RunEnd['state'] =
    end.how === 'stopped' ? 'interrupted' : end.how === 'wait' && !failure ? 'waiting' : error ? 'failed' : 'done';
  crashPoint('run.before-end');
  const [row] = await store.query<Record<string, never>>(
    endRun(run.id, { state, durationMs, code: error?.code ?? null, message: error?.message ?? null }),
  );
  crashPoint('run.after-end');
  const report = reportOf(row!, error);
  return end.how === 'wait' && end.code !== null ? { ...report, waitsFor: end.code } : report;
};

/** The report of a run that was done before it was asked for again. */
export const reportOfDone = async (store: Store, run: OpenRun): Promise<RunReport> => {
  const [row] = await store.query<Record<string, never>>({ text: 'select * from run where id = $1', values: [run.id] });
  return reportOf(row!, null);
};

interface Trouble {
  readonly failed: number;
  readonly tasks: number;
  readonly skipped: string[];
  readonly message: string | null;
  readonly pages: number;
}

/** What a run that came to its end without a fatal error still has to say. */
const errorOf = async (store: Store, run: OpenRun, end: StreamEnd): Promise<TidemarkError | null> => {
  const [trouble] = await store.query<Trouble>({
    text: `
      select count(*) filter (where state = 'failed')::int as failed, count(*)::int as tasks,
        coalesce((select array_agg(target) from (select unnest(skipped) as target from task where run_id = $1 limit 5) as few), '{}') as skipped,
        min(error_message) filter (where state = 'failed') as message, coalesce(sum(pages), 0)::int as pages
      from task where run_id = $1`,
    values: [run.id],
  });
  const { failed, tasks, skipped, message, pages } = trouble!;
  if (end.how === 'stopped') return new TidemarkError('TDM_RUN_INTERRUPTED', { pages });
  const challenge = end.how === 'wait' && end.code === 'TDM_CHALLENGE_WAITING' ? await challengeError(store, run) : null;
  if (challenge) return challenge;
  if (end.how === 'wait')
    return new TidemarkError('TDM_LANE_HELD', { lane: 'of this run', until: new Date(end.until).toISOString(), cause: end.reason });
  if (failed > 0) return runFailed(store, run.id, failed, tasks, message, skipped);
  return shapeError(store, run.id);
};

/** The challenge that nobody has answered; null when somebody has, meanwhile. */
const challengeError = async (store: Store, run: OpenRun): Promise<TidemarkError | null> => {
  const [waiting] = await store.query<{ id: string; lane: string; reason: string }>({
    text: `
      select id::text as id, lane, reason from challenge
      where state = 'waiting' and platform = (select platform from run where id = $1) order by id limit 1`,
    values: [run.id],
  });
  if (!waiting) return null;
  return new TidemarkError('TDM_CHALLENGE_WAITING', { lane: waiting.lane, challenge: waiting.id, cause: waiting.reason });
};

/** Names the answer behind the failures: the newest exchange that was not settled. */
const runFailed = async (
  store: Store,
  runId: string,
  failed: number,
  tasks: number,
  message: string | null,
  skipped: string[],
): Promise<TidemarkError> => {
  const [last] = await store.query<{ outcome: string; note: string | null }>({
    text: `
      select outcome, note from exchange
      where run_id = $1 and outcome in ('blocked', 'truncated', 'too-large', 'unreachable', 'server-error', 'refused')
      order by id desc limit 1`,
    values: [runId],
  });
  const why = last ? `${last.outcome}${last.note ? ` (${last.note})` : ''}` : (message ?? 'unknown');
  const reason = skipped.length > 0 ? `${why}; left out: ${skipped.join(', ')}` : why;
  return new TidemarkError('TDM_RUN_FAILED', { failed, tasks, reason, run: runId });
};

/** A page that could not be read at all is a failure even though the run went on: its records are missing. */
const shapeError = async (store: Store, runId: string): Promise<TidemarkError | null> => {
  const [first] = await store.query<{ endpoint: string; reason: string | null }>({
    text: `
      select exchange.stream || ':' || exchange.endpoint as endpoint, min(quarantine.reason) as reason
      from exchange left join quarantine on quarantine.exchange_id = exchange.id
      where exchange.run_id = $1 and exchange.outcome = 'changed-shape'
        and exchange.task_id in (select id from task where run_id = $1 and ${unreadTasks})
      group by 1 limit 1`,
    values: [runId],
  });
  return first ? new TidemarkError('TDM_PAYLOAD_SHAPE', { endpoint: first.endpoint, reason: first.reason ?? 'unreadable' }) : null;
};

const reportOf = (row: Record<string, unknown>, error: TidemarkError | null): RunReport => {
  const count = (name: string): number => Number(row[name]);
  return {
    id: String(row['id']),
    platform: String(row['platform']),
    origin: row['origin'] as Origin,
    streams: row['streams'] as string[],
    day: String(row['day']),
    state: row['state'] as RunReport['state'],
    pages: count('pages'),
    records: count('records'),
    observations: count('observations'),
    misfits: count('misfits'),
    bytes: count('bytes'),
    outcomes: row['outcomes'] as Record<string, number>,
    durationMs: count('duration_ms'),
    peakMemoryBytes: count('peak_memory_bytes'),
    error,
  };
};
