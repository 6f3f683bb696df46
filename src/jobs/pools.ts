import { TidemarkError } from '../domain/index.ts';
import type { Sql } from '../store/index.ts';

/** So many slots at most: more is a slip of the finger. */
export const mostSlots = 9_999;

/** How a pool may be called. */
export const poolName = /^[a-z][\w-]{0,62}$/;

/**
 * Sets how many slots a pool has, from the next step on; a new name makes a pool. 0 holds everything. Throws TDM_POOL_INVALID.
 */
export const setPool = async (sql: Sql, name: string, slots: number): Promise<void> => {
  const refuse = (reason: string): never => {
    throw new TidemarkError('TDM_POOL_INVALID', { reason });
  };
  if (!poolName.test(name)) refuse(`it is named by small letters, digits and dashes, not "${name}"`);
  if (!Number.isInteger(slots) || slots < 0 || slots > mostSlots) refuse(`it has 0 to 9,999 slots, not "${slots}"`);
  await sql.query({
    text: 'insert into pool (name, slots) values ($1, $2) on conflict (name) do update set slots = excluded.slots, changed_at = now()',
    values: [name, slots],
  });
};
