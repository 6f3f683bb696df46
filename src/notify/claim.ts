import type { Instant } from '../domain/index.ts';
import type { Sql, Store } from '../store/index.ts';
import { channelColumns, channelOf } from './channels.ts';
import type { ChannelRow } from './channels.ts';
import type { Channel, Message } from './contract.ts';
import { eventColumns, eventOf } from './events.ts';
import type { EventRow } from './events.ts';

/** A message that this process sends now. */
export interface Claimed {
  /** The delivery that opened it. */
  readonly id: string;
  readonly channel: Channel;
  readonly message: Message;
  /** From 1. */
  readonly attempt: number;
  /** Of these, those before it was sent again by hand. */
  readonly attemptsBefore: number;
  readonly firstAttemptAt: Instant;
}

/** So many events at most are one message. */
const mostInGroup = 200;

/** The channels for which something is due, those that have waited longest first. */
export const dueChannels = async (sql: Sql, now: Instant): Promise<string[]> =>
  (await sql.query<{ id: string }>({ name: 'due_alert_channels', text: due, values: [new Date(now)] })).map(({ id }) => id);

/**
 * Takes the next due message of a channel; null when there is none, or the channel is to be left alone. It is committed before anything is sent: should
 * this process die, the message is due again at `lostAt`, under the same idempotency key.
 */
export const claim = (store: Store, channelId: string, now: Instant, lostAt: Instant): Promise<Claimed | null> =>
  store.transaction(async (sql) => {
    // Held by one claim at a time, or two of them could cut one group into two messages. Recording takes a weaker lock and does not wait.
    const [channel] = await sql.query<ChannelRow>({ name: 'claim_alert_channel', text: lockChannel, values: [channelId, new Date(now)] });
    if (!channel) return null;
    const [head] = await sql.query<HeadRow>({ name: 'claim_alert', text: take, values: [channelId, new Date(now), new Date(lostAt)] });
    if (!head) return null;
    if (head.attempts === 1 && channel.group_ms > 0) await sql.query({ text: join, values: [head.id, channelId, mostInGroup - 1] });
    return {
      id: head.id,
      channel: channelOf(channel),
      message: await messageOf(sql, head),
      attempt: head.attempts,
      attemptsBefore: head.attempts_before,
      firstAttemptAt: head.first_attempt_at.getTime(),
    };
  });

/** What a delivery that opens a message says. */
export const messageOf = async (sql: Sql, { id, idempotency_key }: { id: string; idempotency_key: string }): Promise<Message> => ({
  idempotencyKey: idempotency_key,
  events: (await sql.query<EventRow>({ name: 'alert_events_of', text: eventsOf, values: [id] })).map(eventOf),
});

interface HeadRow {
  readonly id: string;
  readonly idempotency_key: string;
  readonly attempts: number;
  readonly attempts_before: number;
  readonly first_attempt_at: Date;
}

const due = `
select c.id::text
from alert_channel c
join lateral (
  select next_at from alert_delivery d
  where d.channel_id = c.id and d.state = 'waiting' and d.head_id is null and d.next_at <= $1
  order by d.next_at, d.id limit 1
) d on true
where c.removed_at is null and (c.held_until is null or c.held_until <= $1)
order by d.next_at, c.id`;

const lockChannel = `
select ${channelColumns} from alert_channel c
where c.id = $1 and c.removed_at is null and (c.held_until is null or c.held_until <= $2)
for no key update`;

const take = `
update alert_delivery d
set attempts = d.attempts + 1, next_at = $3, noted_at = $2, sending = true, first_attempt_at = coalesce(d.first_attempt_at, $2)
from (
  select id from alert_delivery
  where channel_id = $1 and state = 'waiting' and head_id is null and next_at <= $2
  order by next_at, id limit 1
  for update skip locked
) next
where d.id = next.id
returning d.id::text, d.idempotency_key::text, d.attempts, d.attempts_before, d.first_attempt_at`;

// Only what was never tried joins: a message that was on its way once stays as it was.
const join = `
update alert_delivery d set head_id = $1
where d.id in (
  select other.id
  from alert_delivery head
  join alert_event e on e.id = head.event_id
  join alert_event same on same.workspace_id = e.workspace_id and same.kind = e.kind and same.pipeline is not distinct from e.pipeline
  join alert_delivery other on other.event_id = same.id
  where head.id = $1 and other.channel_id = $2 and other.state = 'waiting' and other.head_id is null and other.attempts = 0 and other.id <> $1
  order by other.id limit $3
  for update of other skip locked
)`;

const eventsOf = `
select ${eventColumns}
from alert_delivery d join alert_event e on e.id = d.event_id
where d.id = $1 or d.head_id = $1
order by e.at, e.id`;
