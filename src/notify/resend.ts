import { TidemarkError } from '../domain/index.ts';
import type { Instant } from '../domain/index.ts';
import type { Sql, Store } from '../store/index.ts';
import { findChannel } from './channels.ts';

/** Messages that are on their way again. */
export interface Resent {
  /** Those that had been given up. */
  readonly again: number;
  /** Those that waited for their next attempt and are due now. */
  readonly hurried: number;
}

/**
 * Takes up again what a channel was not told: what was given up, test messages left out, is sent again under its old idempotency key, with pauses and
 * patience from the beginning; what waits after a failed attempt is due at once. A pause that the receiver asked for holds all the same.
 *
 * Throws TDM_CHANNEL_UNKNOWN.
 */
export const resendChannel = (
  store: Store,
  { workspaceId, name, now }: { readonly workspaceId: string; readonly name: string; readonly now: Instant },
): Promise<Resent> =>
  store.transaction(async (sql) => {
    const { id } = await findChannel(sql, workspaceId, name);
    const hurried = await hurry(sql, id, now);
    const heads = await sql.query({ text: again(`d.channel_id = $1 and e.kind <> 'test'`), values: [id, new Date(now)] });
    return { again: heads.length, hurried };
  });

/** The same for one message, by its number; also for a test. Throws TDM_DELIVERY_UNKNOWN when it was not given up, or its channel is gone. */
export const resendDelivery = async (
  sql: Sql,
  { workspaceId, id, now }: { readonly workspaceId: string; readonly id: string; readonly now: Instant },
): Promise<void> => {
  const text = again('d.id = $1 and e.workspace_id = $3');
  const heads = /^\d{1,18}$/.test(id) ? await sql.query({ text, values: [id, new Date(now), workspaceId] }) : [];
  if (heads.length === 0) throw new TidemarkError('TDM_DELIVERY_UNKNOWN', { delivery: id });
};

/** Makes due at once what rests after a failed attempt; how many. What somebody sends right now, or nobody has tried yet, is left alone. */
export const hurry = async (sql: Sql, channelId: string, now: Instant): Promise<number> =>
  (await sql.query({ text: hurryUp, values: [channelId, new Date(now)] })).length;

const hurryUp = `
update alert_delivery set next_at = $2, noted_at = $2
where channel_id = $1 and state = 'waiting' and head_id is null and attempts > 0 and not sending and next_at > $2
returning id`;

// Attempts go on being counted: a message that was tried once is never joined by others, or its key would have another body.
const again = (condition: string): string => `
with head as (
  update alert_delivery d
  set state = 'waiting', next_at = $2, noted_at = $2, first_attempt_at = null, attempts_before = d.attempts, sending = false
  from alert_event e, alert_channel c
  where ${condition} and d.state = 'given-up' and d.head_id is null and e.id = d.event_id and c.id = d.channel_id and c.removed_at is null
  returning d.id
), joined as (
  update alert_delivery d set state = 'waiting', noted_at = $2 from head where d.head_id = head.id and d.state = 'given-up'
)
select id from head`;
