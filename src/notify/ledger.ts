import type { Instant } from '../domain/index.ts';
import type { Sql } from '../store/index.ts';
import type { AlertEvent, DeliveryState } from './contract.ts';
import { eventColumns, eventOf } from './events.ts';
import type { EventRow } from './events.ts';

/** What became of telling one channel of one event. */
export interface Told {
  readonly channel: string;
  /** Of the message that tells of it: see {@link Delivery}. */
  readonly delivery: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly lastError: string | null;
}

/** Newest events first, each with what became of telling. */
export const listEvents = async (
  sql: Sql,
  { workspaceId, limit = 50, before }: { readonly workspaceId: string; readonly limit?: number; readonly before?: string | undefined },
): Promise<(AlertEvent & { readonly told: readonly Told[] })[]> => {
  const rows = await sql.query<EventRow & { told: Told[] }>({ text: events, values: [workspaceId, before ?? null, limit] });
  return rows.map((row) => ({ ...eventOf(row), told: row.told }));
};

/** One message on its way, or at its end. */
export interface Delivery {
  readonly id: string;
  readonly channel: string;
  readonly state: DeliveryState;
  readonly idempotencyKey: string;
  readonly kind: string;
  readonly title: string;
  /** Events it tells of. */
  readonly events: number;
  readonly attempts: number;
  /** When it is tried next; null when it is not. */
  readonly nextAt: Instant | null;
  /** What the receiver said last. */
  readonly lastError: string | null;
  readonly answer: string | null;
  readonly deliveredAt: Instant | null;
}

/** Newest messages first; of one state, or to one channel, when it is named. */
export const listDeliveries = async (
  sql: Sql,
  options: {
    readonly workspaceId: string;
    readonly state?: DeliveryState | undefined;
    readonly channel?: string | undefined;
    readonly limit?: number;
    readonly before?: string | undefined;
  },
): Promise<Delivery[]> => {
  const { workspaceId, state = null, channel = null, limit = 50, before = null } = options;
  const rows = await sql.query<Omit<Delivery, 'nextAt' | 'deliveredAt'> & { nextAt: Date | null; deliveredAt: Date | null }>({
    text: deliveries,
    values: [workspaceId, state, before, limit, channel],
  });
  return rows.map((row) => ({ ...row, nextAt: row.nextAt?.getTime() ?? null, deliveredAt: row.deliveredAt?.getTime() ?? null }));
};

/** How a channel fares. */
export interface ChannelHealth {
  /** Messages on their way. */
  readonly waiting: number;
  readonly givenUp: number;
  readonly lastDeliveredAt: Instant | null;
  /** Of what waits: why the last attempt failed; null when none did. */
  readonly trouble: string | null;
}

/** How the channels in force fare, by their ids. Tests count for nothing, but for when the receiver was reached last. */
export const channelHealth = async (sql: Sql, workspaceId: string): Promise<ReadonlyMap<string, ChannelHealth>> => {
  const rows = await sql.query<Omit<ChannelHealth, 'lastDeliveredAt'> & { id: string; lastDeliveredAt: Date | null }>({
    text: health,
    values: [workspaceId],
  });
  return new Map(rows.map(({ id, lastDeliveredAt, ...rest }) => [id, { ...rest, lastDeliveredAt: lastDeliveredAt?.getTime() ?? null }]));
};

const health = `
select c.id::text, d.waiting, d.given_up as "givenUp", d.last_at as "lastDeliveredAt", (
    select last_error from alert_delivery
    where channel_id = c.id and state = 'waiting' and head_id is null and attempts > 0
    order by noted_at desc limit 1
  ) as trouble
from alert_channel c
cross join lateral (
  select count(*) filter (where d.state = 'waiting' and e.kind <> 'test')::int as waiting,
    count(*) filter (where d.state = 'given-up' and e.kind <> 'test')::int as given_up, max(d.delivered_at) as last_at
  from alert_delivery d join alert_event e on e.id = d.event_id
  where d.channel_id = c.id and d.head_id is null
) d
where c.workspace_id = $1 and c.removed_at is null`;

const events = `
select ${eventColumns}, coalesce((
  select json_agg(json_build_object('channel', c.name, 'delivery', head.id::text, 'state', d.state, 'attempts', head.attempts, 'lastError', head.last_error) order by c.name)
  from alert_delivery d
  join alert_delivery head on head.id = coalesce(d.head_id, d.id)
  join alert_channel c on c.id = d.channel_id
  where d.event_id = e.id
), '[]') as told
from alert_event e
where e.workspace_id = $1 and ($2::bigint is null or e.id < $2)
order by e.id desc limit $3`;

const deliveries = `
select d.id::text, c.name as channel, d.state, d.idempotency_key::text as "idempotencyKey", e.kind, e.title,
  1 + (select count(*)::int from alert_delivery joined where joined.head_id = d.id) as events, d.attempts,
  case when d.state = 'waiting' then greatest(d.next_at, c.held_until) end as "nextAt", d.last_error as "lastError", d.answer, d.delivered_at as "deliveredAt"
from alert_delivery d join alert_event e on e.id = d.event_id join alert_channel c on c.id = d.channel_id
where e.workspace_id = $1 and d.head_id is null and ($2::text is null or d.state = $2) and ($3::bigint is null or d.id < $3)
  and ($5::text is null or c.name = $5)
order by d.id desc limit $4`;
