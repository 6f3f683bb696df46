import { z } from 'zod';
import { isSettled, mustWait, stopsSource } from '../domain/index.ts';
import type { Exchange, Json, Parsed } from '../domain/index.ts';
import type { Endpoint, OptionValues, Page, Params, ReadContext } from './contract.ts';
import { parsedOf } from './parsed.ts';

/**
 * Where a batch stands: the first target not yet finished, the token of its next page, where pages are limited how many it had, and
 * which of the ways were found closed.
 */
interface Position {
  readonly target: number;
  readonly next: Json;
  readonly pages?: number | undefined;
  readonly closed?: readonly number[] | undefined;
}
const position = z.object({
  target: z.int().nonnegative(),
  next: z.json(),
  pages: z.int().nonnegative().optional(),
  closed: z.array(z.int().nonnegative()).optional(),
});

/** The state of a stream read by {@link readTargets} or {@link readByWays}. */
export const positionCursor = position as unknown as z.ZodType<Json>;

type Ask = (
  targets: readonly string[],
  next: Json,
  context: Pick<ReadContext, 'known' | 'options'>,
) => { readonly endpoint: Endpoint; readonly params: Params };

/** A way to read targets: an access method, or another service that has the same. */
export interface Way {
  readonly ask: Ask;
  /** An endpoint without which this way cannot be gone: it is passed over when the operator has not brought what that needs. */
  readonly by?: Endpoint;
  /** Whether a target can be read this way; all can when absent. */
  readonly reads?: (target: string) => boolean;
  /** Targets a call of this way, where it differs from {@link ReadLimits.perRequest}: an official interface takes many, the page one. */
  readonly perRequest?: number;
  /** Whether an answer means that this way is closed to us, whichever target it was asked about. */
  readonly isClosed?: (parsed: Parsed) => boolean;
}

/** How much is asked in one request, and of one target. */
export interface ReadLimits {
  /** Targets a call. */
  readonly perRequest?: number;
  /** Ends a target early: for lists that are long and matter less with age. By the run's options where it is a function. */
  readonly maxPages?: number | ((options: OptionValues) => number);
}

/** The parser's reason is closer to the truth than the status the transport saw. */
const withReason = (exchange: Exchange, { note }: Parsed): Exchange => (note === undefined ? exchange : { ...exchange, note });

/**
 * Reads targets in order by the first of several ways that is open, following each answer's `next` to its end. This serves every platform
 * that pages per target; its state is a few numbers, so a task resumes at the very page where it stopped.
 *
 * A way that turns out to be closed is not tried again in this batch, so that it costs one request and not one per target; what only
 * that way could read is given up with the answer that closed it. The first page of the next way begins at the target's beginning, because
 * tokens of pages do not carry over. Each target must be read by at least one way.
 *
 * A way that robots.txt or the platform's policy forbids is left for the next one at once; without a next one the reading ends.
 *
 * An answer that is not settled (rate limited, unreachable, ...) ends the reading without moving on: the task keeps its place. On the
 * last attempt a bad answer sends its target to the next way; without one it costs only its own targets, and the rest of the batch is
 * still read.
 */
export const readByWays = (ways: readonly Way[], { perRequest = 1, maxPages: limit = Number.POSITIVE_INFINITY }: ReadLimits = {}) =>
  async function* (context: ReadContext): AsyncGenerator<Page> {
    const { targets, lastAttempt } = context;
    const maxPages = typeof limit === 'number' ? limit : limit(context.options);
    const stored = position.safeParse(context.cursor);
    let { target, next, pages = 0, closed = [] } = stored.success ? (stored.data as Position) : { target: 0, next: null };

    const isPassable = ways.map(({ by }) => by === undefined || context.can(by));
    const wayOf = (id: string, shut = closed): number =>
      ways.findIndex(({ reads }, at) => isPassable[at] && !shut.includes(at) && (reads?.(id) ?? true));
    const readableFrom = (start: number): number => {
      for (let at = start; at < targets.length; at++) if (wayOf(targets[at]!) >= 0) return at;
      return targets.length;
    };

    while (target < targets.length) {
      const at = Math.max(0, wayOf(targets[target]!));
      const way = ways[at]!;
      const most = way.perRequest ?? perRequest;
      let size = 1;
      while (size < most && target + size < targets.length && wayOf(targets[target + size]!) === at) size++;
      const group = targets.slice(target, target + size);
      const { endpoint, params } = way.ask(group, next, context);
      const exchange = await context.ask(endpoint, params);
      const parsed = parsedOf(endpoint, exchange);
      const { outcome } = parsed;
      const settled = isSettled(outcome);
      // What waits for a person keeps its place however often it was asked; what the operator has skipped is given up at once.
      const isLast = exchange.challenge === undefined ? lastAttempt : exchange.challenge.state === 'skipped';
      const givesUp = !settled && isLast && !stopsSource(outcome) && !mustWait(outcome);

      let about: readonly string[] = group;
      const isClosed = way.isClosed?.(parsed) === true;
      const shut = closed.concat(at);
      const detours = !isClosed && (givesUp || outcome === 'disallowed') && wayOf(group[0]!, shut) >= 0;
      if (isClosed || detours) {
        closed = shut;
        // An unsettled answer concludes nothing: its targets go on elsewhere and must not be counted as left out.
        about = settled ? targets.slice(target).filter((id, place) => place < size || wayOf(id) < 0) : [];
        target = readableFrom(target);
        next = null;
        pages = 0;
      } else if (settled || givesUp) {
        next = outcome === 'ok' || outcome === 'empty' ? parsed.next : null;
        pages++;
        if (next === null || pages >= maxPages) {
          target = readableFrom(target + size);
          next = null;
          pages = 0;
        }
      }
      const limited = Number.isFinite(maxPages) ? { pages } : {};
      const state = { target, next, ...limited, ...(closed.length > 0 ? { closed } : {}) };
      yield { endpoint, targets: about, exchange: withReason(exchange, parsed), parsed, cursor: target < targets.length ? state : null };
      if (!settled && !givesUp && !isClosed && !detours) return;
    }
  };

/** {@link readByWays} for what is read in one way only. */
export const readTargets = (ask: Ask, perRequest = 1, maxPages: ReadLimits['maxPages'] = Number.POSITIVE_INFINITY) =>
  readByWays([{ ask }], { perRequest, maxPages });
