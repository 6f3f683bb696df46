import { z } from 'zod';
import { isSettled, mustWait, stopsSource } from '../domain/index.ts';
import type { Json } from '../domain/index.ts';
import type { Endpoint, Page, Params, ReadContext } from './contract.ts';

/** Where a batch stands: the first target not yet finished, the token of its next page, and, where pages are limited, how many it had. */
interface Position {
  readonly target: number;
  readonly next: Json;
  readonly pages?: number | undefined;
}
const position = z.object({ target: z.int().nonnegative(), next: z.json(), pages: z.int().nonnegative().optional() });

/** The state of a stream read by {@link readTargets}. */
export const positionCursor = position as unknown as z.ZodType<Json>;

/**
 * Reads targets in order, `perRequest` of them a call, following each answer's `next` to its end. This serves every platform that
 * pages per target; its state is two numbers, so a task resumes at the very page where it stopped.
 *
 * An answer that is not settled (rate limited, unreachable, ...) ends the reading without moving on: the task keeps its place. On the
 * last attempt a bad answer costs only its own targets: the rest of the batch is still read.
 *
 * `maxPages` ends a target early: for lists that are long and matter less with age.
 */
export const readTargets = (
  ask: (targets: readonly string[], next: Json) => { readonly endpoint: Endpoint; readonly params: Params },
  perRequest = 1,
  maxPages = Number.POSITIVE_INFINITY,
) =>
  async function* (context: ReadContext): AsyncGenerator<Page> {
    const stored = position.safeParse(context.cursor);
    let { target, next, pages = 0 } = stored.success ? (stored.data as Position) : { target: 0, next: null };
    while (target < context.targets.length) {
      const group = context.targets.slice(target, target + perRequest);
      const { endpoint, params } = ask(group, next);
      const exchange = await context.ask(endpoint, params);
      const parsed = endpoint.parse(exchange);
      const moveOn = isSettled(parsed.outcome) || (context.lastAttempt && !stopsSource(parsed.outcome) && !mustWait(parsed.outcome));
      if (moveOn) {
        next = parsed.outcome === 'ok' || parsed.outcome === 'empty' ? parsed.next : null;
        pages++;
        if (next === null || pages >= maxPages) {
          target += group.length;
          next = null;
          pages = 0;
        }
      }
      const cursor = target < context.targets.length ? { target, next, ...(Number.isFinite(maxPages) ? { pages } : {}) } : null;
      yield { endpoint, targets: group, exchange, parsed, cursor };
      if (!moveOn) return;
    }
  };
