import type { Instant } from '../domain/index.ts';
import type { Sql, Store } from '../store/index.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** What was given up can be seen, and sent again, for at least so long afterwards, however old it is. */
export const givenUpKeptMs = 30 * dayMs;

export interface RetentionOptions {
  readonly store: Store;
  readonly now: () => Instant;
  /** How long events and what became of telling them are kept. */
  readonly keepMs: number;
  /** Events at most in one transaction. */
  readonly batch?: number | undefined;
}

/** What one batch did. */
export interface RetentionReport {
  /** Events that were deleted, with their deliveries. */
  readonly deleted: number;
  /** Messages that nobody had delivered in all that time, by channel. */
  readonly givenUp: Readonly<Record<string, number>>;
  /** There may be more of it. */
  readonly more: boolean;
}

/**
 * Deletes one batch of events that are older than `keepMs`, oldest first. What still waits at that age is given up and stays for a while longer: nothing
 * vanishes that was neither told nor said to be given up. Of several processes that do so at once one works.
 */
export const forgetAlerts = ({ store, now, keepMs, batch = 500 }: RetentionOptions): Promise<RetentionReport> =>
  store.transaction(async (sql) => {
    const [lock] = await sql.query<{ mine: boolean }>(oneAtATime);
    if (!lock!.mine) return { deleted: 0, givenUp: {}, more: false };
    const at = now();
    const before = new Date(at - keepMs);
    const reason = `not delivered within the ${Math.round(keepMs / dayMs)} days that alerts are kept`;
    const rows = await sql.query<{ channel: string }>({ text: giveUpOld, values: [before, new Date(at), reason, batch] });
    const givenUp: Record<string, number> = {};
    for (const { channel } of rows) givenUp[channel] = (givenUp[channel] ?? 0) + 1;

    const old = await sql.query<{ id: string }>({ text: oldEvents, values: [before, new Date(at - givenUpKeptMs), batch] });
    await remove(
      sql,
      old.map(({ id }) => id),
      before,
    );
    return { deleted: old.length, givenUp, more: old.length === batch || rows.length === batch };
  });

const remove = async (sql: Sql, events: readonly string[], before: Date): Promise<void> => {
  if (events.length > 0) {
    await sql.query({ text: deleteDeliveries, values: [events] });
    await sql.query({ text: 'delete from alert_event where id = any ($1::bigint[])', values: [events] });
  }
  await sql.query({ text: deleteSilences, values: [before] });
  await sql.query({ text: deleteChannels, values: [before] });
};

/** Forgets beside other duties of a process: a batch with each look as long as there is more, and then again in an hour. */
export const createForgetter = (
  options: RetentionOptions & { readonly onForgotten?: ((report: RetentionReport) => void) | undefined },
): (() => Promise<void>) => {
  const everyMs = 60 * 60 * 1000;
  let last: Instant | null = null;
  return async () => {
    const at = options.now();
    // A clock that was set back must not stop it for as long.
    if (last !== null && at >= last && at < last + everyMs) return;
    const report = await forgetAlerts(options);
    if (!report.more) last = at;
    if (report.deleted > 0 || Object.keys(report.givenUp).length > 0) options.onForgotten?.(report);
  };
};

const oneAtATime = `select pg_try_advisory_xact_lock(hashtext('alert retention ' || current_schema())) as mine`;

// What was tried within that time ends by itself: three days after its first attempt.
const giveUpOld = `
with old as (
  select d.id from alert_delivery d join alert_event e on e.id = d.event_id
  where d.noted_at < $1 and e.at < $1 and d.state = 'waiting' and d.head_id is null
  order by d.noted_at limit $4
  for update of d skip locked
), head as (
  update alert_delivery d set state = 'given-up', last_error = $3, noted_at = $2, sending = false
  from old, alert_channel c
  where d.id = old.id and c.id = d.channel_id
  returning d.id, c.name as channel
), joined as (
  update alert_delivery d set state = 'given-up', last_error = $3, noted_at = $2
  from head where d.head_id = head.id and d.state = 'waiting'
)
select channel from head`;

// Those of one message go together, or its head would be missing.
const oldEvents = `
select e.id::text from alert_event e
where e.at < $1 and not exists (
  select from alert_delivery d
  join alert_delivery mate on mate.id = coalesce(d.head_id, d.id) or mate.head_id = coalesce(d.head_id, d.id)
  join alert_event told on told.id = mate.event_id
  where d.event_id = e.id
    and (told.at >= $1 or mate.state = 'waiting' or (mate.state = 'given-up' and mate.noted_at >= $2))
)
order by e.at limit $3
for update of e skip locked`;

// Also what is told in the same messages and comes with the next batch.
const deleteDeliveries = `
delete from alert_delivery d using alert_delivery of
where of.event_id = any ($1::bigint[]) and d.state <> 'waiting'
  and (d.id = coalesce(of.head_id, of.id) or d.head_id = coalesce(of.head_id, of.id))`;

const deleteSilences = `
delete from alert_silence s
where coalesce(s.ended_at, s.until) < $1 and not exists (select from alert_delivery d where d.silence_id = s.id)`;

const deleteChannels = `
delete from alert_channel c
where c.removed_at < $1 and not exists (select from alert_delivery d where d.channel_id = c.id)
  and not exists (select from alert_silence s where s.channel_id = c.id)`;
