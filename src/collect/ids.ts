import type { Sql } from '../store/index.ts';

const blockSize = 1000;

/** Hands out ids of frames and exchanges from blocks reserved in the database, so that no page pays a round trip for its id. */
export const createIds = (sql: Sql) => {
  let free: { from: number; left: number } = { from: 0, left: 0 };
  const refill = async (): Promise<void> => {
    const [row] = await sql.query<{ block: string }>("select nextval('exchange_block')::text as block");
    free = { from: Number(row!.block) * blockSize, left: blockSize };
  };
  return {
    /** Reserves `count` ids in ascending order. They need not be adjacent. */
    take: async (count: number): Promise<number[]> => {
      const ids: number[] = [];
      while (ids.length < count) {
        if (free.left === 0) await refill();
        ids.push(free.from);
        free.from += 1;
        free.left -= 1;
      }
      return ids;
    },
  };
};

export type Ids = ReturnType<typeof createIds>;
