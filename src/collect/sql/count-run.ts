import type { Statement } from '../../store/index.ts';

/** What one commit adds to a run's counters. */
export interface RunGain {
  readonly pages: number;
  readonly records: number;
  readonly observations: number;
  readonly misfits: number;
  readonly bytes: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly peakMemoryBytes: number;
}

/** Moves the run's counters, in the same transaction as the data they count. */
export const countRun = (runId: string, gain: RunGain): Statement => ({
  name: 'count_run',
  text: `
    update run set
      pages = pages + $2, records = records + $3, observations = observations + $4, misfits = misfits + $5, bytes = bytes + $6,
      outcomes = outcomes || (
        select coalesce(jsonb_object_agg(name, gained::bigint + coalesce((outcomes ->> name)::bigint, 0)), '{}')
        from jsonb_each_text($7::jsonb) as gain (name, gained)),
      peak_memory_bytes = greatest(peak_memory_bytes, $8)
    where id = $1`,
  values: [
    runId,
    gain.pages,
    gain.records,
    gain.observations,
    gain.misfits,
    gain.bytes,
    JSON.stringify(gain.outcomes),
    gain.peakMemoryBytes,
  ],
});
