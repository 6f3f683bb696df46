import { z } from 'zod';
import { isSettled, mustWait, stopsSource } from '../../../domain/index.ts';
import type { Exchange, Json, Parsed } from '../../../domain/index.ts';
import type { Endpoint, Page, Params, ReadContext } from '../../contract.ts';
import { parsedOf } from '../../parsed.ts';
import { askByName } from '../profile/index.ts';
import { isChannelId, perCall, uploadsOf } from '../shape.ts';
import { details } from './details.ts';
import { maxVideos } from './options.ts';
import { isShown, uploads } from './uploads.ts';

const place = z.object({
  /** The first channel whose list is not read to its end. */
  target: z.int().nonnegative(),
  /** Its playlist, where it had to be asked for. */
  playlist: z.string().nullable(),
  /** The token of the page of that list to be read next; null at its beginning. */
  page: z.string().nullable(),
  /** Videos of that list seen so far. */
  seen: z.int().nonnegative(),
  /** Videos whose figures are still to be asked for, each with the place of its channel. */
  waiting: z.array(z.tuple([z.int().nonnegative(), z.string()])),
});
type Place = z.infer<typeof place>;

export const videosCursor = place as unknown as z.ZodType<Json>;

/** The parser's reason is closer to the truth than the status the transport saw. */
const withReason = (exchange: Exchange, { note }: Parsed): Exchange => (note === undefined ? exchange : { ...exchange, note });

/**
 * Reads the newest videos of channels: their lists of uploads page by page, and the figures of what stands there 50 at a time, across channels, so
 * that short lists share a call. Resumes at each of these.
 */
export async function* readVideos(context: ReadContext): AsyncGenerator<Page> {
  const { targets, lastAttempt } = context;
  const limit = maxVideos.of(context.options);
  const stored = place.safeParse(context.cursor);
  let at: Place | null = stored.success ? stored.data : { target: 0, playlist: null, page: null, seen: 0, waiting: [] };

  while (at !== null) {
    const step = stepAt(at, context, limit);
    if (step === null) return;
    const exchange = await context.ask(step.endpoint, step.params);
    const parsed = parsedOf(step.endpoint, exchange);
    const { outcome } = parsed;
    const givesUp = !isSettled(outcome) && lastAttempt && !stopsSource(outcome) && !mustWait(outcome);
    const moves = isSettled(outcome) || givesUp;
    if (moves) at = placeAfter(at, step.endpoint, parsed, limit, targets.length);
    yield { endpoint: step.endpoint, targets: step.about, exchange: withReason(exchange, parsed), parsed, cursor: at };
    if (!moves) return;
  }
}

interface Step {
  readonly endpoint: Endpoint;
  readonly params: Params;
  readonly about: readonly string[];
}

const stepAt = ({ target, playlist, page, waiting }: Place, { targets, known }: ReadContext, limit: number): Step | null => {
  const channel = targets[target];
  if (waiting.length >= perCall || channel === undefined) {
    const now = waiting.slice(0, perCall);
    const about = [...new Set(now.map(([of]) => of))].flatMap((of) => targets[of] ?? []);
    return now.length === 0 ? null : { endpoint: details, params: { id: now.map(([, id]) => id) }, about };
  }
  const about = [channel];
  const list = playlist ?? playlistOf(channel, known(channel));
  if (list === null) return { ...askByName(channel), about };
  return { endpoint: uploads, params: { playlist: list, pageToken: page ?? '', size: Math.min(perCall, limit) }, about };
};

/** The list as the profile named it. Null for a name of which nobody knows yet whose it is. */
const playlistOf = (channel: string, fields: Readonly<Record<string, Json>> | null): string | null => {
  const named = fields?.['uploads'];
  if (typeof named === 'string') return named;
  return channel.startsWith('@') ? null : isChannelId(channel) ? uploadsOf(channel) : channel;
};

const placeAfter = (at: Place, endpoint: Endpoint, parsed: Parsed, limit: number, targets: number): Place | null => {
  const moved = endpoint === details ? { ...at, waiting: at.waiting.slice(perCall) } : afterList(at, endpoint, parsed, limit);
  return moved.target >= targets && moved.waiting.length === 0 ? null : moved;
};

const afterList = (at: Place, endpoint: Endpoint, parsed: Parsed, limit: number): Place => {
  const beyond: Place = { target: at.target + 1, playlist: null, page: null, seen: 0, waiting: at.waiting };
  if (endpoint !== uploads) {
    const [channel] = parsed.records;
    return channel ? { ...at, playlist: playlistOf(channel.id, channel.fields) } : beyond;
  }
  const rows = parsed.records.slice(0, limit - at.seen);
  const known = new Set(at.waiting.map(([, id]) => id));
  // A video published while we read pushes rows to the next page, where they are seen twice.
  const found = rows.filter((post) => isShown(post) && !known.has(post.id)).map(({ id }): [number, string] => [at.target, id]);
  const waiting = [...at.waiting, ...found];
  const seen = at.seen + rows.length;
  const goesOn = typeof parsed.next === 'string' && parsed.outcome === 'ok' && seen < limit;
  return goesOn ? { ...at, page: parsed.next as string, seen, waiting } : { ...beyond, waiting };
};
