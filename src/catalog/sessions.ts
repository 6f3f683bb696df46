import type { Clock, Instant } from '../domain/index.ts';
import type { Sql } from '../store/index.ts';
import { hashOf, newSecret } from './secrets.ts';
import { ensureWorkspace } from './workspace.ts';

/** A link is good for one sign-in within a day. */
export const linkLifetimeMs = 24 * 3_600_000;
/** A session ends 30 days after its sign-in. */
export const sessionLifetimeMs = 30 * 24 * 3_600_000;

/** Who is asking. A token speaks for its workspace and is no user. */
export interface Actor {
  readonly workspace: { readonly id: string; readonly name: string };
  readonly user: { readonly name: string; readonly role: string };
  readonly via: 'session' | 'token';
}

/** A secret that is shown once and ends by itself. */
export interface Secret {
  readonly secret: string;
  readonly expiresAt: Instant;
}

/** Makes a one-time sign-in link for the owner. Only its hash is stored, so it cannot be shown again. */
export const createLoginLink = async (sql: Sql, clock: Clock): Promise<Secret> => {
  const { ownerId } = await ensureWorkspace(sql);
  const secret = newSecret();
  const expiresAt = clock.now() + linkLifetimeMs;
  await sql.query({ text: insertLink, values: [hashOf(secret), ownerId, new Date(expiresAt), new Date(clock.now())] });
  return { secret, expiresAt };
};

/** Trades a link for a session; null when the link is unknown, used or too old. */
export const redeemLink = async (sql: Sql, link: string, clock: Clock): Promise<Secret | null> => {
  const secret = newSecret();
  const expiresAt = clock.now() + sessionLifetimeMs;
  const rows = await sql.query({ text: redeem, values: [hashOf(link), hashOf(secret), new Date(clock.now()), new Date(expiresAt)] });
  return rows.length === 1 ? { secret, expiresAt } : null;
};

/** Who holds this session; null when it is unknown or over. */
export const actorOfSession = async (sql: Sql, session: string, clock: Clock): Promise<Actor | null> => {
  const [row] = await sql.query<ActorRow>({
    name: 'actor_of_session',
    text: findSession,
    values: [hashOf(session), new Date(clock.now())],
  });
  return row ? { workspace: { id: row.id, name: row.workspace }, user: { name: row.user, role: row.role }, via: 'session' } : null;
};

/** Ends a session at once. */
export const endSession = async (sql: Sql, session: string): Promise<void> => {
  await sql.query({ text: 'delete from session where token_hash = $1', values: [hashOf(session)] });
};

interface ActorRow {
  id: string;
  workspace: string;
  user: string;
  role: string;
}

// Links and sessions that are over have no reader; they leave when a new one comes, so the tables need no janitor.
const insertLink = `
with over as (delete from login_link where expires_at <= $4)
insert into login_link (token_hash, user_id, expires_at) values ($1, $2, $3)`;

// One statement: of two who open the same link at once, the second waits for the first and then finds it used.
const redeem = `
with used as (
  update login_link set used_at = $3
  where token_hash = $1 and used_at is null and expires_at > $3
  returning user_id
), over as (
  delete from session where expires_at <= $3
)
insert into session (token_hash, user_id, created_at, expires_at)
select $2, user_id, $3, $4 from used
returning user_id`;

const findSession = `
select w.id, w.name as workspace, u.name as "user", u.role
from session s join app_user u on u.id = s.user_id join workspace w on w.id = u.workspace_id
where s.token_hash = $1 and s.expires_at > $2`;
