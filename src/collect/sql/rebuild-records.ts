import type { Statement } from '../../store/index.ts';
import { quoted } from './rebuild-tables.ts';

/** A part of all records by their keys: behind the first, up to and with the second; null for no end. */
export interface KeyRange {
  readonly after: RecordKey | null;
  readonly upTo: RecordKey | null;
}

export interface RecordKey {
  readonly kind: string;
  readonly id: string;
}

/** Cuts the gathered records into parts of about `size`. */
export const cutRecords = (size: number): Statement => ({
  text: `
    select kind, id from (select kind, id, row_number() over (order by kind, id) as n from record) as numbered
    where n % $1 = 0 order by kind, id`,
  values: [size],
});

/** While this is held nobody commits pages; readers are not disturbed. Taken first in its transaction, so that no commit waits for us while we wait for it. */
export const holdCommits = (schema: string): string => `lock table ${quoted(schema)}.frame in share mode`;

/** Records whose newest answer is among those read again. */
export const touchNewest = (schema: string, platform: string): Statement => ({
  text: `
    insert into rebuild_touched (kind, id)
    select kind, id from ${quoted(schema)}.record
    where platform = $1 and exists (select from rebuild_exchange where rebuild_exchange.id = record.exchange_id)
    on conflict do nothing`,
  values: [platform],
});

/** Records that something unread has to do with stay as they are: nobody can say any more what it gave them. */
export const keepRecords = (schema: string, platform: string): Statement => ({
  text: `
    insert into rebuild_kept (kind, id)
    select kind, id from ${quoted(schema)}.record where platform = $1 and exchange_id in (select id from rebuild_unread)
    union
    select kind, id from ${quoted(schema)}.observation
    where platform = $1 and exchange_id in (select id from rebuild_unread)
      and run_id in (select run_id from ${quoted(schema)}.exchange where id in (select id from rebuild_unread))
    on conflict do nothing`,
  values: [platform],
});

/** Both ends as plain comparisons: behind an "or null" the planner would not use the keys' index, and read all records for each part. */
const within = (table: string, { after, upTo }: KeyRange): string =>
  [
    `${table}.platform = $1`,
    after && `(${table}.kind, ${table}.id) > ($2, $3)`,
    upTo && `(${table}.kind, ${table}.id) <= (${after ? '$4, $5' : '$2, $3'})`,
  ]
    .filter(Boolean)
    .join(' and ');
const valuesOf = (platform: string, { after, upTo }: KeyRange): unknown[] => [
  platform,
  ...(after ? [after.kind, after.id] : []),
  ...(upTo ? [upTo.kind, upTo.id] : []),
];
const sameKey = 'staged.platform = old.platform and staged.kind = old.kind and staged.id = old.id';
const kept = 'exists (select from rebuild_kept where rebuild_kept.kind = old.kind and rebuild_kept.id = old.id)';

/** Takes away what no answer gives any more. `whole`: everything was read, not only what a choice has to do with. */
export const removeRecords = (schema: string, platform: string, range: KeyRange, whole: boolean): Statement => ({
  text: `
    with gone as (
      delete from ${quoted(schema)}.record as old
      where ${within('old', range)}
        and ${
          whole
            ? 'exists (select from rebuild_exchange where rebuild_exchange.id = old.exchange_id)'
            : 'exists (select from rebuild_touched where rebuild_touched.kind = old.kind and rebuild_touched.id = old.id)'
        }
        and not exists (select from record as staged where ${sameKey})
      returning 1
    )
    select count(*)::int as rows from gone`,
  values: valuesOf(platform, range),
});

/** How many records would hang on another parent than before. */
export const countMoves = (schema: string, platform: string, range: KeyRange): Statement => ({
  text: `
    select count(*)::int as rows from ${quoted(schema)}.record as old, record as staged
    where ${within('staged', range)} and ${within('old', range)} and ${sameKey} and old.parent_id is distinct from staged.parent_id`,
  values: valuesOf(platform, range),
});

/** `lenient`: something could not be read, so that what only it gave is not known; nothing is taken away then. */
export const changeRecords = (schema: string, platform: string, range: KeyRange, lenient: boolean): Statement => {
  const wanted = lenient
    ? `coalesce(staged.parent_id, old.parent_id), old.fields || staged.fields, old.counts || staged.counts,
        least(old.first_seen_at, staged.first_seen_at), greatest(old.last_seen_at, staged.last_seen_at), staged.gone_since,
        case when staged.last_seen_at >= old.last_seen_at then staged.exchange_id else old.exchange_id end`
    : `staged.parent_id, staged.fields, staged.counts, staged.first_seen_at, staged.last_seen_at, staged.gone_since, staged.exchange_id`;
  const columns = ['parent_id', 'fields', 'counts', 'first_seen_at', 'last_seen_at', 'gone_since', 'exchange_id'];
  return {
    text: `
      with changed as (
        update ${quoted(schema)}.record as old
        set (${columns.join(', ')}) = row (${wanted})
        from record as staged
        where ${within('staged', range)} and ${within('old', range)} and ${sameKey}
          and row (${columns.map((column) => `old.${column}`).join(', ')}) is distinct from row (${wanted})
          ${lenient ? `and not ${kept}` : ''}
        returning 1
      )
      select count(*)::int as rows from changed`,
    values: valuesOf(platform, range),
  };
};

export const addRecords = (schema: string, platform: string, range: KeyRange): Statement => ({
  text: `
    with added as (
      insert into ${quoted(schema)}.record
      select * from record as staged
      where ${within('staged', range)}
        and not exists (select from ${quoted(schema)}.record as old where ${sameKey})
      returning 1
    )
    select count(*)::int as rows from added`,
  values: valuesOf(platform, range),
});
