import { isSettled, mustWait, stopsSource, stripSecrets, TidemarkError } from '../domain/index.ts';
import type { Clock, Exchange, Instant, Outcome } from '../domain/index.ts';
import type { FrameReader } from '../lake/index.ts';
import type { Lanes, Net } from '../net/index.ts';
import type { Endpoint, OptionValues, Page, Params, Source, Stream } from '../sources/index.ts';
import type { Store } from '../store/index.ts';
import type { Access } from './access.ts';
import { askEndpoint } from './ask-endpoint.ts';
import type { Committer } from './committer.ts';
import { sendConditionally } from './known-answer.ts';
import { carriedFields } from './sql/carried.ts';
import type { CarriedRow } from './sql/carried.ts';
import type { TaskRow } from './sql/tasks.ts';

/** After so many attempts an answer that stays bad costs its targets, and the batch goes on without them. */
const maxAttempts = 3;

const attemptsOf = ({ attemptsOption }: Source, options: OptionValues): number =>
  attemptsOption === undefined ? maxAttempts : Number(options[attemptsOption] ?? maxAttempts);

/** How reading a task ended. Whether it is complete is for the committer to say, in the transaction of its last page. */
export type TaskEnd =
  | { readonly how: 'complete' }
  /** The reader had nothing left to ask although no page said so: nothing more is to come. */
  | { readonly how: 'exhausted' }
  /** Stopped between pages by the operator. */
  | { readonly how: 'stopped' }
  /** It got past the place where it was on its last attempt; what follows has all its attempts again. */
  | { readonly how: 'onwards' }
  /** An unsettled answer: to be tried again, or to wait for `until`. */
  | { readonly how: 'again'; readonly outcome: Outcome; readonly note: string }
  | { readonly how: 'wait'; readonly until: Instant; readonly code: string; readonly message: string }
  /** A replay that says to wait will say so again. */
  | { readonly how: 'failed'; readonly message: string }
  /** The platform may not be asked any more until the operator has acted. */
  | { readonly how: 'stop-source'; readonly error: TidemarkError };

/**
 * After so many requests in a row that nobody answered, each tried four times by then, the host is not there: going on would ask a dead
 * host for every one of 2,600 titles, three times over, and give them all up.
 */
const silentRequests = 8;

/** Whoever has not answered a challenge so far is not waited for: the run ends for now, and the same command resumes it. */
const unansweredMs = 24 * 3_600_000;

export interface TaskContext {
  readonly store: Store;
  /** Where answers are read again that the platform says still hold. */
  readonly frames: FrameReader;
  readonly source: Source;
  readonly stream: Stream;
  readonly net: Net;
  readonly lanes: Lanes;
  readonly committer: Committer;
  readonly access: Access;
  readonly options: OptionValues;
  readonly clock: Clock;
  /** A replay answers alike however often it is asked: every attempt is the last. */
  readonly replay: boolean;
  /** Requests in a row, of all tasks side by side, that nobody answered. */
  readonly silence: { requests: number };
  /** Told what a replay does not hold. */
  readonly onMissing: (missing: TidemarkError) => void;
  /** No new page is begun once this is aborted. */
  readonly stop: AbortSignal;
  /** Requests under way are dropped once this is aborted. */
  readonly abort: AbortSignal;
}

/** Reads one task page by page from its watermark and hands every page to the committer. */
export const readTask = async (context: TaskContext, task: TaskRow): Promise<TaskEnd> => {
  const { stream, committer } = context;
  const { access, options } = context;
  const lastAttempt = context.replay || task.attempts >= attemptsOf(context.source, options);
  const known = await carriedOf(context, task);
  const pages = stream.read({
    ...{ targets: task.targets, cursor: task.cursor, lastAttempt, options, ask: asker(context, task.id) },
    can: (endpoint) => access.can(endpoint),
    known: (target) => known.get(target) ?? null,
  });
  try {
    for await (const page of pages) {
      const { outcome } = page.parsed;
      const { challenge } = page.exchange;
      const isLast = challenge === undefined ? lastAttempt : challenge.state === 'skipped';
      const skipped = isLast && !isSettled(outcome) && !stopsSource(outcome) && !mustWait(outcome) ? page.targets : [];
      await committer.submit({
        taskId: task.id,
        stream: stream.name,
        endpoint: page.endpoint.name,
        targetKind: stream.target.kind,
        targets: page.targets,
        exchange: page.exchange,
        parsed: page.parsed,
        cursor: page.cursor,
        conditional: page.endpoint.conditional === true,
        skipped,
      });
      // The lanes belong to the platform as it is now: what it once answered neither rests nor closes them.
      // What waits for a person is held by its challenge.
      if (outcome === 'blocked' && challenge === undefined && !context.replay) await rest(context, page);
      if (page.cursor === null) return { how: 'complete' };
      // A forbidden way that was left for another one concludes nothing: its page is about no targets.
      if (stopsSource(outcome) && page.targets.length > 0) return { how: 'stop-source', error: sourceError(context.source, page) };
      if (mustWait(outcome)) {
        const { note } = page.exchange;
        return context.replay ? { how: 'failed', message: note === undefined ? outcome : `${outcome}: ${note}` } : waitOf(context, page);
      }
      if (challenge?.state === 'waiting')
        return { how: 'wait', until: context.clock.now(), code: 'TDM_CHALLENGE_WAITING', message: page.exchange.note ?? 'a challenge' };
      if (!isSettled(outcome) && skipped.length === 0) return { how: 'again', outcome, note: page.exchange.note ?? outcome };
      if (context.stop.aborted) return { how: 'stopped' };
      if (lastAttempt && !context.replay) return { how: 'onwards' };
    }
  } catch (error) {
    if (context.stop.aborted && (context.abort.aborted || isAbort(error))) return { how: 'stopped' };
    if (error instanceof TidemarkError && (error.code === 'TDM_LANE_HELD' || error.code === 'TDM_BUDGET_SPENT')) {
      const until = Date.parse(String(error.details['until']));
      return { how: 'wait', until: Number.isNaN(until) ? context.clock.now() + 60_000 : until, code: error.code, message: error.line };
    }
    if (error instanceof TidemarkError && error.code === 'TDM_CHALLENGE_WAITING')
      return { how: 'wait', until: context.clock.now() + unansweredMs, code: error.code, message: error.line };
    throw error;
  } finally {
    await context.net.leave?.(task.id);
  }
  return { how: 'exhausted' };
};

/** What the stream's requests need of its targets besides their ids. */
const carriedOf = async ({ store, source, stream }: TaskContext, task: TaskRow): Promise<ReadonlyMap<string, CarriedRow['fields']>> => {
  const { target } = stream;
  if (!('carries' in target) || target.carries === undefined) return new Map();
  const rows = await store.query<CarriedRow>(carriedFields(source.platform, target.kind, task.targets, target.carries));
  return new Map(rows.map(({ id, fields }) => [id, fields]));
};

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

const asker = (context: TaskContext, reader: string) => {
  const { store, frames, source, net, access, abort, clock, committer, onMissing, replay, silence } = context;
  const send = askEndpoint({
    source,
    access,
    reader,
    withToken: !replay,
    // A replay answers what was recorded: there is nobody to spare a repetition.
    send: (request, { conditional }) =>
      conditional && !replay ? sendConditionally(store, frames, request, (each) => net.send(each, abort)) : net.send(request, abort),
  });
  return async (endpoint: Endpoint, params: Params): Promise<Exchange> => {
    const answered = await committer.room();
    try {
      const sent = await send(endpoint, params);
      if (!replay) heed(silence, sent);
      return sent;
    } catch (error) {
      if (!(error instanceof TidemarkError) || error.code !== 'TDM_REPLAY_MISSING') throw error;
      onMissing(error);
      // A replay holds what was once asked. What it does not hold is named, and the rest of it is still worth reading.
      const nothing = { status: 0, headers: {}, body: '', bytes: 0, durationMs: 0, attempts: 0 };
      // As the net writes it down: with what the operator brought, and without the keys in it.
      const url = stripSecrets(endpoint.request(params, access.values).url);
      return { request: { method: 'GET', url }, ...nothing, at: clock.now(), outcome: 'unreachable', note: error.message };
    } finally {
      answered();
    }
  };
};

/** Throws TDM_HOST_UNREACHABLE when a host has been silent for too long. */
const heed = (silence: TaskContext['silence'], { outcome, note, request }: Exchange): void => {
  silence.requests = outcome === 'unreachable' ? silence.requests + 1 : 0;
  if (silence.requests < silentRequests) return;
  throw new TidemarkError('TDM_HOST_UNREACHABLE', { host: new URL(request.url).host, reason: note ?? 'no answer' });
};

/** A blocked answer rests the whole lane: whatever made the platform refuse one request would be made worse by the next. */
const rest = async ({ lanes }: TaskContext, { endpoint, exchange }: Page): Promise<void> => {
  await lanes.incident(endpoint.lane, {
    retryAfterMs: null,
    cause: exchange.note ?? `a blocked answer from ${new URL(exchange.request.url).host}`,
  });
};

const waitOf = async ({ lanes, clock }: TaskContext, { endpoint, exchange, parsed }: Page): Promise<TaskEnd> => {
  const cause = exchange.note ?? parsed.outcome;
  const until =
    parsed.outcome === 'quota-exhausted'
      ? await lanes.closeForToday(endpoint.lane, cause)
      : ((await lanes.report()).find(({ name }) => name === endpoint.lane)?.until ?? clock.now() + 60_000);
  return { how: 'wait', until, code: 'TDM_LANE_HELD', message: cause };
};

const sourceError = (source: Source, { endpoint, exchange, parsed }: Page): TidemarkError => {
  const { host, pathname } = new URL(exchange.request.url);
  return parsed.outcome === 'disallowed'
    ? new TidemarkError('TDM_ROBOTS_DISALLOWED', { host, path: pathname })
    : new TidemarkError('TDM_CREDENTIAL', {
        platform: source.platform,
        setting: endpoint.needs?.join(' and ') ?? `the one of ${source.platform}`,
      });
};
