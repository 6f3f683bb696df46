import { TidemarkError } from '../../domain/index.ts';
import type { Clock } from '../../domain/index.ts';
import type { FrameReader } from '../../lake/index.ts';
import type { Source } from '../../sources/index.ts';
import { crashPoint } from '../../store/index.ts';
import type { Session, Store } from '../../store/index.ts';
import { countFrames, listFrames } from '../sql/rebuild-frames.ts';
import type { RawChoice } from '../sql/rebuild-frames.ts';
import { holdCommits, touchNewest } from '../sql/rebuild-records.ts';
import { rebuiltRuns, recountRun } from '../sql/rebuild-runs.ts';
import { createStaging, lockRebuild } from '../sql/rebuild-tables.ts';
import type { RebuildEvent, Rebuilding } from './context.ts';
import { readChosen, readHistory } from './read-all.ts';
import { replaceRecords } from './replace-records.ts';
import { emptyReport } from './report.ts';
import type { RebuildReport } from './report.ts';

export interface RebuildOptions {
  readonly store: Store;
  readonly source: Source;
  readonly frames: FrameReader;
  readonly choice: RawChoice;
  readonly clock: Clock;
  readonly onEvent?: (event: RebuildEvent) => void;
}

interface Listed {
  readonly frames: number;
  readonly exchanges: number;
  readonly chosen: number;
  readonly chosen_exchanges: number;
}

/**
 * Makes records, observations and quarantine of one platform anew from its raw answers, with today's parsers. What is the root and stays: runs,
 * tasks, exchanges, frames and segments. Ended at any instant it can be begun again; readers see old or new rows, never none.
 *
 * Throws TDM_RAW_NONE when no raw answer was chosen, TDM_REBUILD_UNDER_WAY when another process rebuilds the same database.
 */
export const rebuild = async ({
  store,
  source,
  frames,
  choice,
  clock,
  onEvent = () => undefined,
}: RebuildOptions): Promise<RebuildReport> => {
  const begun = clock.now();
  await using session = await store.session();
  const [lock] = await session.query<{ locked: boolean }>(lockRebuild);
  if (!lock!.locked) throw new TidemarkError('TDM_REBUILD_UNDER_WAY');
  await session.query(createStaging(store.schema));
  await session.query(listFrames(store.schema, source.platform, choice));
  await session.query('analyze pg_temp.rebuild_frame');
  const [listed] = await session.query<Listed>(countFrames);
  if (listed!.chosen === 0) throw new TidemarkError('TDM_RAW_NONE', { what: choiceText(source, choice) });

  const report = emptyReport({ platform: source.platform, parserVersion: source.parserVersion, ...choice });
  const whole = listed!.chosen === listed!.frames;
  const rebuilding: Rebuilding = { store, session, source, frames, choice, whole, report, onEvent };
  await readChosen(rebuilding, listed!.chosen_exchanges);
  if (!whole) {
    await session.query(touchNewest(store.schema, source.platform));
    await session.query('analyze pg_temp.rebuild_touched');
    await readHistory(rebuilding, listed!.exchanges);
  }
  await replaceRecords(rebuilding);
  await recount(session, store.schema);
  crashPoint('rebuild.before-end');
  report.durationMs = clock.now() - begun;
  return report;
};

/** Lets the counters of the rebuilt runs agree with their rows. Commits are held off, lest one counts what we count, too. */
const recount = async (session: Session, schema: string): Promise<void> => {
  for (const { run_id } of await session.query<{ run_id: string }>(rebuiltRuns)) {
    await session.transaction(async (sql) => {
      await sql.query(holdCommits(schema));
      await sql.query(recountRun(schema, run_id));
    });
  }
};

/** `naver-webtoon/titles, 2026-11-01..2026-11-21`. */
const choiceText = ({ platform }: Source, { streams, days }: RawChoice): string =>
  [streams === null ? platform : streams.map((stream) => `${platform}/${stream}`).join(', '), days && `${days.from}..${days.to}`]
    .filter(Boolean)
    .join(', ');
