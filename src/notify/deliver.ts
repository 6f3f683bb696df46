import type { Instant } from '../domain/index.ts';
import type { Store } from '../store/index.ts';
import { claim, dueChannels } from './claim.ts';
import type { Channel, Send, SendResult } from './contract.ts';
import { note } from './note.ts';
import type { Noted } from './note.ts';
import { heedClock } from './set-back.ts';

export interface DeliverOptions {
  readonly store: Store;
  readonly now: () => Instant;
  readonly send: Send;
  /** Channels that are told side by side; each is told one message after the other. */
  readonly concurrency?: number | undefined;
  /** Messages to one channel at most, in one call. */
  readonly mostPerChannel?: number | undefined;
  /** Aborted when no further message is to be begun; one under way is brought to its end. */
  readonly stop?: AbortSignal | undefined;
  /** Told of every attempt, for logs. No text of it contains a secret. */
  readonly onAttempt?: ((attempt: Attempt) => void) | undefined;
}

export interface Attempt {
  readonly channel: Channel;
  readonly idempotencyKey: string;
  readonly attempt: number;
  readonly state: Noted;
  readonly result: SendResult;
}

export interface DeliverReport {
  readonly delivered: number;
  /** Attempts that failed and are repeated later. */
  readonly failed: number;
  readonly givenUp: number;
  /** When something is due next; null when nothing waits. In the past when there is more to do now. */
  readonly nextAt: Instant | null;
}

/**
 * After so long a message that somebody took is anybody's again: its sender has died. Longer than any attempt takes (mail: 30 s), so that nobody is told
 * twice by two who both live.
 */
export const leaseMs = 60_000;

/**
 * Delivers what is due. Any number of processes may do so at once: each message is sent by one of them. What fails is tried again after 1 minute, doubling to
 * an hour, for three days, always with the same idempotency key; a pause that a receiver asks for holds its channel. A channel that fails is left for the
 * rest of the call, so that one dead receiver costs one time limit and not one for each message that waits.
 *
 * It takes as long as the receivers take: a loop with other duties uses a `createDeliverer`.
 *
 * Throws when the database does; what was sent and could not be noted is sent again.
 */
export const deliverDue = async (options: DeliverOptions): Promise<DeliverReport> => {
  const { store, now, concurrency = 4, mostPerChannel = 100, stop } = options;
  const counts: Record<Noted, number> = { delivered: 0, waiting: 0, 'given-up': 0 };
  await heedClock(store, now());
  const channels = await dueChannels(store, now());
  const serve = async (): Promise<void> => {
    for (let id = channels.shift(); id !== undefined && !stop?.aborted; id = channels.shift())
      for (let n = 0; n < mostPerChannel && !stop?.aborted; n++) {
        const state = await deliverNext(options, id);
        if (state === null) break;
        counts[state] += 1;
        if (state !== 'delivered') break;
      }
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(concurrency, channels.length) }, serve));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return { delivered: counts.delivered, failed: counts.waiting, givenUp: counts['given-up'], nextAt: await nextDelivery(store) };
};

/** Makes one attempt at the next message of a channel; null when none is due. */
const deliverNext = async ({ store, now, send, onAttempt }: DeliverOptions, channelId: string): Promise<Noted | null> => {
  const begun = now();
  const claimed = await claim(store, channelId, begun, begun + leaseMs);
  if (!claimed) return null;
  const result = await send(claimed.channel, claimed.message);
  const state = await note(store, claimed, result, now());
  onAttempt?.({ channel: claimed.channel, idempotencyKey: claimed.message.idempotencyKey, attempt: claimed.attempt, state, result });
  return state;
};

/** When a delivery is due next; null when none waits. */
export const nextDelivery = async (store: Store): Promise<Instant | null> => {
  const [row] = await store.query<{ at: Date | null }>({
    name: 'next_alert_delivery',
    text: `
      select min(greatest(d.next_at, c.held_until)) as at
      from alert_delivery d join alert_channel c on c.id = d.channel_id
      where d.state = 'waiting' and d.head_id is null and c.removed_at is null`,
  });
  return row!.at?.getTime() ?? null;
};
