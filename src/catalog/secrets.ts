import { createHash, randomBytes } from 'node:crypto';
import type { Sql } from '../store/index.ts';

/** A new secret of 256 random bits, as text that fits into an address. */
export const newSecret = (prefix = ''): string => prefix + randomBytes(32).toString('base64url');

/**
 * What is stored of a secret. A plain SHA-256 is enough because the secrets are 256 random bits, not passwords: there is nothing to guess.
 * Looking them up by this hash also takes the same time whatever part of the secret is right.
 */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/**
 * The key of this name that all workers share, made at the first call (`bytes` random bytes). Processes that ask at the same time get
 * the same key: the second insert finds the first one's row.
 */
export const sharedSecret = async (sql: Sql, name: string, bytes = 32): Promise<Buffer> => {
  const [known] = await sql.query<{ value: Buffer }>({ text: 'select value from shared_secret where name = $1', values: [name] });
  if (known) return known.value;
  const [made] = await sql.query<{ value: Buffer }>({ text: getOrCreate, values: [name, randomBytes(bytes)] });
  return made!.value;
};

// "do nothing" would return no row to the loser of the race; writing the name onto itself returns the winner's key.
const getOrCreate = `
insert into shared_secret (name, value) values ($1, $2)
on conflict (name) do update set name = excluded.name
returning value`;
