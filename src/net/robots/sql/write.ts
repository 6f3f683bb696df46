import { isoOf, type Instant } from '../../../domain/index.ts';
import type { Sql } from '../../../store/index.ts';

/** Keeps an answer for every process. */
export const writeAnswer = async (
  sql: Sql,
  origin: string,
  answer: { readonly status: number; readonly body: string },
  at: Instant,
  expiresAt: Instant,
): Promise<void> => {
  await sql.query({
    name: 'robots_answer',
    text: `
insert into robots (origin, status, body, fetched_at, expires_at) values ($1, $2, $3, $4, $5)
on conflict (origin) do update set status = excluded.status, body = excluded.body, fetched_at = excluded.fetched_at,
  unreachable_since = null, reason = null, expires_at = excluded.expires_at`,
    values: [origin, answer.status, answer.body.replaceAll('\0', ''), isoOf(at), isoOf(expiresAt)],
  });
};

/** Notes that an origin could not be reached; what it answered before stays. */
export const writeUnreachable = async (sql: Sql, origin: string, reason: string, at: Instant, expiresAt: Instant): Promise<void> => {
  await sql.query({
    name: 'robots_unreachable',
    text: `
insert into robots (origin, unreachable_since, reason, expires_at) values ($1, $2, $3, $4)
on conflict (origin) do update set unreachable_since = coalesce(robots.unreachable_since, excluded.unreachable_since),
  reason = excluded.reason, expires_at = excluded.expires_at`,
    values: [origin, isoOf(at), reason.replaceAll('\0', ''), isoOf(expiresAt)],
  });
};
