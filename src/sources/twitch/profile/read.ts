import { z } from 'zod';
import { isSettled, mustWait, stopsSource } from '../../../domain/index.ts';
import type { Exchange, Json, Parsed } from '../../../domain/index.ts';
import type { Endpoint, Page, Params, ReadContext } from '../../contract.ts';
import { parsedOf } from '../../parsed.ts';
import { isLogin, isUserId, nameOf } from '../shape.ts';
import { channels } from './channels.ts';
import { followers } from './followers.ts';
import { users } from './users.ts';

const found = z.array(z.tuple([z.int().nonnegative(), z.string().regex(/^\d{1,20}$/)]));
const stage = z.discriminatedUnion('step', [
  z.object({ step: z.literal('users') }),
  z.object({ step: z.literal('channels'), found }),
  z.object({ step: z.literal('followers'), found }),
]);

/** Where a batch stands: what is asked next, and about whom, as places among the targets with their ids. */
type Stage = z.infer<typeof stage>;

export const profileCursor = stage as unknown as z.ZodType<Json>;

/** The parser's reason is closer to the truth than the status the transport saw. */
const withReason = (exchange: Exchange, { note }: Parsed): Exchange => (note === undefined ? exchange : { ...exchange, note });

/**
 * Reads the profiles of up to 100 channels: one call tells who they are, one what they have set, and one for each how many follow it. Resumes at
 * each of these.
 *
 * Names that cannot be anybody's are not asked along, as one of them spoils the call for all; they are reported missing with it.
 */
export async function* readProfiles({ targets, cursor, lastAttempt, ask }: ReadContext): AsyncGenerator<Page> {
  const stored = stage.safeParse(cursor);
  let at: Stage | null = stored.success ? stored.data : { step: 'users' };
  const malformed = targets.filter((target) => !isUserId(target) && !isLogin(target));

  while (at !== null) {
    const { endpoint, params, about } = requestAt(at, targets, malformed);
    const exchange = await ask(endpoint, params);
    const answer = parsedOf(endpoint, exchange);
    const { outcome } = answer;
    const givesUp = !isSettled(outcome) && lastAttempt && !stopsSource(outcome) && !mustWait(outcome);
    const moves = isSettled(outcome) || givesUp;
    const parsed: Parsed =
      at.step === 'users' && moves && malformed.length > 0 ? { ...answer, missing: [...(answer.missing ?? []), ...malformed] } : answer;
    if (moves) at = stageAfter(at, parsed, targets);
    yield { endpoint, targets: about, exchange: withReason(exchange, parsed), parsed, cursor: at };
    if (!moves) return;
  }
}

const requestAt = (
  at: Stage,
  targets: readonly string[],
  malformed: readonly string[],
): { readonly endpoint: Endpoint; readonly params: Params; readonly about: readonly string[] } => {
  if (at.step === 'users') {
    // Of nothing but malformed names one is asked, so that the platform's own word stands beside them.
    const asked = malformed.length < targets.length ? targets.filter((target) => !malformed.includes(target)) : targets.slice(0, 1);
    const id = asked.filter(isUserId);
    const login = asked.filter((target) => !isUserId(target)).map((target) => target.replace(/^@/, ''));
    return { endpoint: users, params: { id, login }, about: targets };
  }
  const about = at.found.flatMap(([place]) => targets[place] ?? []);
  if (at.step === 'channels') return { endpoint: channels, params: { id: at.found.map(([, id]) => id) }, about };
  return { endpoint: followers, params: { id: at.found[0]![1] }, about: about.slice(0, 1) };
};

const stageAfter = (at: Stage, parsed: Parsed, targets: readonly string[]): Stage | null => {
  if (at.step === 'channels') return { step: 'followers', found: at.found };
  const left = at.step === 'users' ? foundIn(parsed, targets) : at.found.slice(1);
  if (left.length === 0) return null;
  return { step: at.step === 'users' ? 'channels' : 'followers', found: left };
};

/** Which targets were found, each channel once: it may be watched by its id and by its name. */
const foundIn = ({ records }: Parsed, targets: readonly string[]): [number, string][] => {
  const ids = new Map(records.flatMap(({ id, name }) => [[id, id] as const, ...(name === undefined ? [] : [[name, id] as const])]));
  const places = new Map<string, number>();
  for (const [place, target] of targets.entries()) {
    const id = ids.get(isUserId(target) ? target : nameOf(target.replace(/^@/, '')));
    if (id !== undefined && !places.has(id)) places.set(id, place);
  }
  return [...places].map(([id, place]) => [place, id]);
};
