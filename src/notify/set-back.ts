import type { Instant } from '../domain/index.ts';
import type { Sql } from '../store/index.ts';

/**
 * Finds what was written down at a time that is still to come: the clock was set back since. Pauses begun then go on as long as they had to last from now
 * on, instead of also lasting as long as the clock was set back.
 */
export const heedClock = async (sql: Sql, now: Instant): Promise<void> => {
  await sql.query({ name: 'heed_alert_clock', text: heed, values: [new Date(now)] });
};

// A minute: clocks of machines that follow the database's differ by less.
const heed = `
with held as (
  update alert_channel set held_until = $1 + (held_until - held_at), held_at = $1
  where held_until is not null and held_at > $1::timestamptz + interval '1 minute'
)
update alert_delivery
set next_at = $1 + (next_at - noted_at), noted_at = $1, first_attempt_at = least(first_attempt_at, $1)
where state = 'waiting' and noted_at > $1::timestamptz + interval '1 minute'`;
