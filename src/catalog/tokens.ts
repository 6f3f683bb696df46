import { TidemarkError } from '../domain/index.ts';
import type { Sql } from '../store/index.ts';
import { hashOf, newSecret } from './secrets.ts';
import type { Actor } from './sessions.ts';

/** Tokens begin with this, so that a leaked one is recognised by scanners and people. */
export const tokenPrefix = 'tdm_';

export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
}

/** Makes a token; `token` is shown this once. The name of a revoked token may be used again. Throws TDM_REQUEST_INVALID when it is taken. */
export const createToken = async (sql: Sql, workspaceId: string, name: string): Promise<ApiToken & { readonly token: string }> => {
  const token = newSecret(tokenPrefix);
  const [row] = await sql.query<TokenRow>({ text: create, values: [workspaceId, name, hashOf(token)] });
  if (!row) throw new TidemarkError('TDM_REQUEST_INVALID', { reason: `there is a token named "${name}" already` });
  return { ...tokenOf(row), token };
};

/** The tokens in force, newest first. */
export const listTokens = async (sql: Sql, workspaceId: string): Promise<ApiToken[]> =>
  (await sql.query<TokenRow>({ text: list, values: [workspaceId] })).map(tokenOf);

/** Takes a token out of force at once. Throws TDM_NOT_FOUND. */
export const revokeToken = async (sql: Sql, workspaceId: string, id: string): Promise<void> => {
  const rows = await sql.query({ text: revoke, values: [workspaceId, id] });
  if (rows.length === 0) throw new TidemarkError('TDM_NOT_FOUND', { what: 'token', id });
};

/** Who a token speaks for; null when it is unknown or revoked. */
export const actorOfToken = async (sql: Sql, token: string): Promise<Actor | null> => {
  if (!token.startsWith(tokenPrefix)) return null;
  const [row] = await sql.query<{ id: string; name: string; token: string }>({
    name: 'actor_of_token',
    text: find,
    values: [hashOf(token)],
  });
  return row ? { workspace: { id: row.id, name: row.name }, user: { name: row.token, role: 'token' }, via: 'token' } : null;
};

interface TokenRow {
  id: string;
  name: string;
  created_at: Date;
}

const tokenOf = (row: TokenRow): ApiToken => ({ id: row.id, name: row.name, createdAt: row.created_at });

const create = `
insert into api_token (workspace_id, name, token_hash) values ($1, $2, $3)
on conflict (workspace_id, name) do update
  set token_hash = excluded.token_hash, created_at = now(), revoked_at = null
  where api_token.revoked_at is not null
returning id, name, created_at`;

const list = `
select id, name, created_at from api_token
where workspace_id = $1 and revoked_at is null
order by id desc`;

const revoke = `
update api_token set revoked_at = now()
where workspace_id = $1 and id = $2 and revoked_at is null
returning id`;

const find = `
select w.id, w.name, t.name as token
from api_token t join workspace w on w.id = t.workspace_id
where t.token_hash = $1 and t.revoked_at is null`;
