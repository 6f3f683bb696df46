import type { LedgerHooks } from '../jobs/index.ts';

/** What the collection of a step has come to, as the database knows it: its worker may be dead. */
export const reached: NonNullable<LedgerHooks['reached']> = async (sql, runId, step) => {
  const [row] = await sql.query<{
    id: string;
    outcomes: Readonly<Record<string, number>>;
    records: number;
    bytes: number;
    peak_memory_bytes: number;
  }>({
    name: 'collection_of_step',
    text: `
      select id::text as id, outcomes, records::float8 as records, bytes::float8 as bytes, peak_memory_bytes::float8 as peak_memory_bytes
      from run where asked_by = $1 limit 1`,
    values: [`${runId}/${step}`],
  });
  return row
    ? { outcomes: row.outcomes, items: row.records, bytes: row.bytes, collections: [row.id], peakMemoryBytes: row.peak_memory_bytes }
    : null;
};

/** What a run had collected for its steps belongs to the run that goes on with them, so that it is gone on with and nothing is asked twice. */
export const moveCollections: NonNullable<LedgerHooks['onHandedOver']> = async (sql, { from, to, steps }) => {
  await sql.query({
    text: `
      update run set asked_by = $2 || '/' || step from unnest($3::text[]) as each (step) where asked_by = $1 || '/' || step`,
    values: [from, to, steps],
  });
};
