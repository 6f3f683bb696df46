import { handlerForms, pipelinesOf } from '../pipelines/index.ts';
import type { Pipelines } from '../pipelines/index.ts';
import type { Sql } from '../store/index.ts';
import type { Settings } from './settings.ts';

/** The pipelines that can be run here, checked against everything that is known: what steps can do, and the pools that there are. */
export const knownPipelines = async (sql: Sql, { pipelinesFolder }: Pick<Settings, 'pipelinesFolder'>): Promise<Pipelines> => {
  const pools = await sql.query<{ name: string }>('select name from pool order by name');
  return pipelinesOf(pipelinesFolder, { handlers: handlerForms, pools: pools.map(({ name }) => name) });
};
