import { dayOf } from '../domain/index.ts';
import type { Clock } from '../domain/index.ts';
import { streamOf } from '../sources/index.ts';
import type { OptionValues, SettingValues, Source } from '../sources/index.ts';
import type { Sql, Store } from '../store/index.ts';
import { missingFor } from './access.ts';
import { readVisits, writePlan } from './plan.ts';
import { selectionKey } from './selection.ts';
import type { Selection } from './selection.ts';
import { beginRun } from './sql/runs.ts';

/** What one stream would ask, as far as it is known before anything is asked. */
export interface StreamPreview {
  readonly stream: string;
  /** What it would ask about, of what is known now. What the streams before it find comes on top. */
  readonly targets: number;
  /** Requests: by what the newest collection needed for each target; without one, one for each batch, which is the least. */
  readonly calls: number;
  /** Whether `calls` is measured on an earlier collection, or the least there will be. */
  readonly by: 'history' | 'least';
  /** Quota units they cost. */
  readonly units: number;
  /** The lane that most of them go through, and what its pace makes of them at the least, in ms. */
  readonly lane: string;
  readonly paceMs: number;
}

export interface PreviewOptions {
  readonly workspace: string;
  readonly options: OptionValues;
  /** What the operator has brought: it opens some ways and not others. */
  readonly values: SettingValues;
  readonly clock: Clock;
  /** How long it may take, where it visits as many targets as its lanes allow; a day when absent. */
  readonly withinMs?: number;
}

class Undo extends Error {}

/**
 * Begins a run of a collection in a transaction, lets `work` look at what it would do, and undoes it all. Nothing is asked of any platform, and nothing is left
 * behind.
 */
export const withUndoneRun = async (
  store: Store,
  source: Source,
  selection: Selection,
  { workspace, options, clock }: Pick<PreviewOptions, 'workspace' | 'options' | 'clock'>,
  work: (sql: Sql, runId: string) => Promise<void>,
): Promise<void> => {
  const { platform, zone } = source;
  if (selection.visits !== undefined) await readVisits(store, { source, selection });
  const at = clock.now();
  const key = { at, workspace, platform, origin: 'platform' as const, day: dayOf(at, zone), selectionKey: selectionKey(selection) };
  try {
    await store.transaction(async (sql) => {
      const [run] = await sql.query<{ id: string }>(beginRun(key, zone, selection, 'preview', options));
      await work(sql, run!.id);
      throw new Undo();
    });
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
  }
};

/** What a collection would do: its streams are planned as they would be, and that is undone. */
export const previewCollection = async (
  store: Store,
  source: Source,
  selection: Selection,
  preview: PreviewOptions,
): Promise<StreamPreview[]> => {
  const { options, values, withinMs } = preview;
  const { platform } = source;
  const previews: StreamPreview[] = [];
  const allowance = { values, ...(withinMs === undefined ? {} : { withinMs }) };
  await withUndoneRun(store, source, selection, preview, async (sql, runId) => {
    for (const name of selection.streams) {
      const stream = streamOf(source, name);
      await writePlan(sql, { runId, source, stream, selection, options, allowance });
      const [row] = await sql.query<{ tasks: number; targets: number; calls_each: number | null }>({
        text: `
            select (select count(*)::int from task where run_id = $1 and stream = $2) as tasks,
              (select coalesce(sum(cardinality(targets)), 0)::int from task where run_id = $1 and stream = $2) as targets,
              (select sum(pages)::float8 / nullif(sum(cardinality(targets)), 0) from task
                where stream = $2 and run_id = (
                  select max(run.id) from run join run_stream on run_id = run.id and stream = $2 and run_stream.targets > 0
                  where platform = $3 and state = 'done')) as calls_each`,
        values: [runId, name, platform],
      });
      const { tasks, targets, calls_each: each } = row!;
      const calls = each === null ? tasks : Math.ceil(targets * each);
      // The first way that may be gone; a stream without one is not asked for at all.
      const { lane, cost } = stream.endpoints.find((endpoint) => missingFor(endpoint, values).length === 0) ?? stream.endpoints[0]!;
      const [{ interval_ms: pace }] = (await sql.query<{ interval_ms: number | null }>({
        text: 'select (select interval_ms::float8 from lane where name = $1) as interval_ms',
        values: [lane],
      })) as [{ interval_ms: number | null }];
      const intervalMs = pace ?? source.lanes.find((known) => known.name === lane)?.intervalMs ?? 0;
      previews.push({
        stream: name,
        targets,
        calls,
        by: each === null ? 'least' : 'history',
        units: calls * cost,
        lane,
        paceMs: calls * intervalMs,
      });
    }
  });
  return previews;
};
