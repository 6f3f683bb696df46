import type { Statement } from '../../store/index.ts';

/** One target of a kind to try an endpoint with: what was seen last, else what is watched. */
export const someTarget = (platform: string, kind: string): Statement => ({
  text: `
    (select id, 1 as preference from record where platform = $1 and kind = $2 and gone_since is null order by last_seen_at desc, id limit 1)
    union all
    (select external_id, 2 from target where platform = $1 and kind = $2 and state = 'active' and external_id <> '*' order by id limit 1)
    order by preference limit 1`,
  values: [platform, kind],
});
