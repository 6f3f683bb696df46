import type { Instant } from '../domain/index.ts';
import type { Sql } from '../store/index.ts';
import type { Claimed } from './claim.ts';
import type { SendResult } from './contract.ts';

const minuteMs = 60_000;

/** The pause after an attempt: one minute, doubling to an hour. */
export const pauseAfter = (attempt: number): number => Math.min(minuteMs * 2 ** Math.min(attempt - 1, 6), 60 * minuteMs);

/** From the first attempt; then a message is given up. */
export const patienceMs = 3 * 24 * 60 * minuteMs;

/** So many attempts are made at least: a machine that slept for three days, or whose clock was set, has not tried for three days. */
const fewestAttempts = 10;

export type Noted = 'delivered' | 'waiting' | 'given-up';

/** Writes down what came of an attempt. */
export const note = async (sql: Sql, claimed: Claimed, result: SendResult, now: Instant): Promise<Noted> => {
  const { id, channel, attempt, attemptsBefore, firstAttemptAt } = claimed;
  const tried = attempt - attemptsBefore;
  if (result.delivered) {
    await sql.query({ name: 'note_alert_delivered', text: delivered, values: [id, new Date(now), result.answer, result.remark] });
    return 'delivered';
  }
  const { reason, retryAfterMs } = result;
  if (retryAfterMs !== null) await sql.query({ text: hold, values: [channel.id, new Date(now + retryAfterMs), new Date(now)] });
  if (now - firstAttemptAt >= patienceMs && tried >= fewestAttempts) {
    await sql.query({ text: giveUp, values: [id, attempt, reason, new Date(now)] });
    return 'given-up';
  }
  await sql.query({
    name: 'note_alert_failed',
    text: failed,
    values: [id, attempt, new Date(now + (retryAfterMs ?? pauseAfter(tried))), reason, new Date(now)],
  });
  return 'waiting';
};

// A delivery counts whoever made it, also one who was taken for dead meanwhile, or whose message was given up; a failure only as long as nobody else tries.
const delivered = `
update alert_delivery set state = 'delivered', delivered_at = $2, answer = $3, last_error = $4, noted_at = $2, sending = false
where (id = $1 or head_id = $1) and state in ('waiting', 'given-up')`;

const failed = `
update alert_delivery set next_at = $3, last_error = $4, noted_at = $5, sending = false
where id = $1 and state = 'waiting' and attempts = $2`;

const giveUp = `
with head as (
  update alert_delivery set state = 'given-up', last_error = $3, noted_at = $4, sending = false
  where id = $1 and state = 'waiting' and attempts = $2
  returning id
)
update alert_delivery d set state = 'given-up', last_error = $3, noted_at = $4
from head where d.head_id = head.id and d.state = 'waiting'`;

const hold = `
update alert_channel set held_until = $2, held_at = $3
where id = $1 and (held_until is null or held_until < $2)`;
