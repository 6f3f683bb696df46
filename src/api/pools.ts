import { z } from 'zod';
import { mostSlots, setPool } from '../jobs/index.ts';
import type { Api, ApiOptions } from './options.ts';
import { answers, text } from './schemas.ts';

const pool = z.object({ name: z.string(), slots: z.number().int() });

/** How many steps may run at once, over all machines. Who holds slots is told by the queue. */
export const poolRoutes = (app: Api, { store }: ApiOptions): void => {
  app.put(
    '/api/v1/pools/:name',
    {
      schema: {
        summary: 'Set how many slots a pool has, from the next step on; a new name makes a pool',
        params: z.object({ name: text(63).min(1) }),
        body: z.object({ slots: z.number().int().min(0).max(mostSlots).describe('0 holds everything') }),
        response: answers(pool),
      },
    },
    async (request) => {
      const { name } = request.params;
      await setPool(store, name, request.body.slots);
      return { name, slots: request.body.slots };
    },
  );
};
