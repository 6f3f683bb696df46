import { randomUUID } from 'node:crypto';
import type { Instant } from '../domain/index.ts';
import type { Store } from '../store/index.ts';
import { findChannel } from './channels.ts';
import { messageOf } from './claim.ts';
import type { Channel, Send, SendResult } from './contract.ts';
import { leaseMs } from './deliver.ts';
import { recordEvent } from './events.ts';

/**
 * Sends a real message to one channel at once, whatever it wants and whatever is silenced, and says what the receiver answered. It is written down like any
 * other, but tried once only: somebody is looking. Throws TDM_CHANNEL_UNKNOWN.
 */
export const testChannel = async (options: {
  readonly store: Store;
  readonly workspaceId: string;
  readonly name: string;
  readonly send: Send;
  readonly now: () => Instant;
}): Promise<{ readonly channel: Channel; readonly idempotencyKey: string; readonly result: SendResult }> => {
  const { store, workspaceId, name, send, now } = options;
  const channel = await findChannel(store, workspaceId, name);
  const at = now();
  const begun = await store.transaction(async (sql) => {
    const { id } = await recordEvent(sql, {
      ...{ workspaceId, key: `test:${randomUUID()}`, kind: 'test' as const, at, link: '/' },
      ...{
        title: `Test message of Tidemark to ${name}`,
        cause: { message: 'Somebody asked for it: where this is read, the channel works.' },
      },
    });
    const [row] = await sql.query<{ id: string; idempotency_key: string }>({
      text: begin,
      values: [id, channel.id, new Date(at), new Date(at + leaseMs)],
    });
    return { ...row!, message: await messageOf(sql, row!) };
  });
  const result = await send(channel, begun.message);
  const values = result.delivered
    ? [begun.id, 'delivered', new Date(now()), result.answer, result.remark]
    : [begun.id, 'given-up', null, null, result.reason];
  await store.query({ text: end, values: [...values, new Date(now())] });
  return { channel, idempotencyKey: begun.idempotency_key, result };
};

const begin = `
insert into alert_delivery (event_id, channel_id, state, attempts, first_attempt_at, noted_at, sending, next_at)
values ($1, $2, 'waiting', 1, $3, $3, true, $4)
returning id::text, idempotency_key::text`;

const end = `
update alert_delivery set state = $2, delivered_at = $3, answer = $4, last_error = $5, noted_at = $6, sending = false
where id = $1`;
