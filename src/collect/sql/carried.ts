import type { Json } from '../../domain/index.ts';
import type { Statement } from '../../store/index.ts';

export interface CarriedRow {
  readonly id: string;
  readonly fields: Readonly<Record<string, Json>>;
}

/** Fields of records that the requests about them need besides their ids. */
export const carriedFields = (platform: string, kind: string, ids: readonly string[], names: readonly string[]): Statement => ({
  name: 'carried_fields',
  text: `
    select id, (select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(fields) where key = any($4::text[])) as fields
    from record where platform = $1 and kind = $2 and id = any($3::text[])`,
  values: [platform, kind, ids, names],
});
