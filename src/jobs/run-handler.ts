import { originOf, reasonOf, TidemarkError } from '../domain/index.ts';
import type { Clock, Json } from '../domain/index.ts';
import type { Store } from '../store/index.ts';
import type { Attempt, AttemptOutcome } from './attempts.ts';
import type { StepHandlers, StepResult } from './handler.ts';
import { writeLog } from './sql/attempts.ts';
import type { LogLine } from './sql/attempts.ts';

export interface HandlerOptions {
  readonly store: Store;
  readonly handlers: StepHandlers;
  readonly clock: Clock;
  readonly stop: AbortSignal;
  readonly abort: AbortSignal;
}

/** What may befall an attempt while it is under way. */
export interface AttemptSignals {
  /** Nobody wants it any more. */
  readonly cancelled: AbortSignal;
  /** Fresh work wants its slot. */
  readonly wanted: AbortSignal;
}

/** After its time is over a handler has so long to end by itself. */
const graceMs = 3000;

/** Lines of a log that wait for being written at most this long. */
const logEveryMs = 1000;

/** A log longer than this says so and says no more. */
const mostLines = 2000;

/** Runs the handler of an attempt and says how it ended. Never throws for what the handler does; throws when the log cannot be written. */
export const runHandler = async (
  options: HandlerOptions,
  attempt: Attempt,
  { cancelled, wanted }: AttemptSignals,
): Promise<AttemptOutcome> => {
  const { handlers, clock, stop, abort } = options;
  const { run, step } = attempt;
  const overtime = new AbortController();
  const drop = new AbortController();
  const ended = new AbortController();
  const log = openLog(options, attempt.id);
  const wait = (ms: number): Promise<boolean> =>
    clock.sleep(ms, ended.signal).then(
      () => true,
      () => false,
    );
  void wait(step.timeoutMs).then(
    (isOver) => isOver && overtime.abort(new TidemarkError('TDM_STEP_TIMEOUT', { step: step.name, minutes: step.timeoutMs / 60_000 })),
  );
  const either = AbortSignal.any([cancelled, overtime.signal]);
  either.addEventListener('abort', () => void wait(graceMs).then((isOver) => isOver && drop.abort(either.reason)), { once: true });
  try {
    const handler = handlers[step.does];
    if (!handler) throw new TidemarkError('TDM_HANDLER_UNKNOWN', { handler: step.does, known: Object.keys(handlers).join(', ') });
    const result = await handler.run({
      ...{ runId: run.id, pipeline: run.pipeline, step: step.name, attempt: attempt.number, seat: attempt.seat },
      interval: { start: run.interval_start.getTime(), end: run.interval_end.getTime() },
      timeoutMs: step.timeoutMs,
      settings: filled(step.with, run.parameters),
      stop: AbortSignal.any([stop, wanted, either]),
      abort: AbortSignal.any([abort, drop.signal]),
      log: log.write,
    });
    const figures = figuresOf(result);
    if (result.waitsFor !== undefined)
      return {
        state: 'waiting',
        figures,
        error: { code: null, message: result.reason ?? `it waits for run ${result.waitsFor}` },
        waitsFor: result.waitsFor,
      };
    if (result.againAt !== undefined) {
      const afterMs = Math.max(0, result.againAt - clock.now());
      return { state: 'waiting', figures, error: { code: null, message: result.reason ?? 'it goes on later' }, afterMs };
    }
    if (cancelled.aborted) return { state: 'cancelled', figures, error: null };
    if (overtime.signal.aborted) return failed(overtime.signal.reason, figures);
    const stopped = reasonToGoOn({ stop, wanted });
    if (result.error && stopped === null) {
      log.write('error', result.error.line);
      return failed(result.error, figures);
    }
    // A handler that was stopped and does not say otherwise has not come to its end: it goes on later, or elsewhere.
    if (stopped !== null && !result.isComplete) return { state: 'waiting', figures, error: stopped };
    return { state: 'done', figures, error: null };
  } catch (thrown) {
    const error = originOf(thrown);
    if (cancelled.aborted) return { state: 'cancelled', figures: null, error: null };
    if (overtime.signal.aborted) return failed(overtime.signal.reason, null);
    const stopped = reasonToGoOn({ stop, wanted });
    if (stopped !== null) return { state: 'waiting', figures: null, error: stopped };
    log.write('error', error instanceof TidemarkError ? error.line : reasonOf(error));
    return failed(error, null);
  } finally {
    ended.abort();
    await log.close();
  }
};

const reasonToGoOn = ({ stop, wanted }: { readonly stop: AbortSignal; readonly wanted: AbortSignal }) => {
  if (stop.aborted) return { code: null, message: 'its worker was stopped' };
  return wanted.aborted ? { code: null, message: 'it gave its slot to fresh work' } : null;
};

const failed = (error: unknown, figures: AttemptOutcome['figures']): AttemptOutcome => {
  const known = error instanceof TidemarkError ? error : new TidemarkError('TDM_INTERNAL', { reason: reasonOf(error) }, error);
  return { state: 'failed', figures, error: { code: known.code, message: known.line } };
};

const figuresOf = ({ outcomes = {}, items = 0, bytes = 0, collections = [] }: StepResult): AttemptOutcome['figures'] => ({
  ...{ outcomes, items, bytes, collections },
  peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
});

/** The settings of a step with the run's parameters in the place of `${name}`. A text that is nothing but one keeps its type. */
export const filled = (
  settings: Readonly<Record<string, Json>>,
  parameters: Readonly<Record<string, string | number | boolean | null>>,
): Readonly<Record<string, Json>> => {
  const fill = (value: Json): Json => {
    if (typeof value === 'string') {
      const whole = /^\$\{([\w-]+)\}$/.exec(value)?.[1];
      if (whole !== undefined) return parameters[whole] ?? null;
      return value.replace(/\$\{([\w-]+)\}/g, (_, name: string) => String(parameters[name] ?? ''));
    }
    if (Array.isArray(value)) return value.map(fill);
    if (value !== null && typeof value === 'object')
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fill(each as Json)]));
    return value;
  };
  return fill(settings) as Readonly<Record<string, Json>>;
};

const openLog = ({ store, clock }: HandlerOptions, attemptId: string) => {
  let lines: LogLine[] = [];
  let written = 0;
  let writing: Promise<unknown> | null = null;
  const closing = new AbortController();
  const flush = async (): Promise<void> => {
    while (lines.length > 0) {
      const batch = lines;
      lines = [];
      await store.query(writeLog(batch));
    }
  };
  const later = (): void => {
    writing ??= clock
      .sleep(logEveryMs, closing.signal)
      .catch(() => undefined)
      .then(flush)
      .finally(() => {
        writing = null;
        if (lines.length > 0) later();
      });
    // Whoever closes the log is told.
    writing.catch(() => undefined);
  };
  return {
    write: (level: LogLine['level'], message: string, data: Readonly<Record<string, Json>> = {}): void => {
      if (written++ > mostLines) return;
      const text = written > mostLines ? 'the rest of this log was left out' : message;
      lines.push({ attemptId, at: new Date(clock.now()).toISOString(), level, message: text.replaceAll('\0', ''), data });
      later();
    },
    close: async (): Promise<void> => {
      closing.abort();
      await writing;
      await flush();
    },
  };
};
