import { crashPoint } from '../../store/index.ts';
import { nextFrames } from '../sql/rebuild-frames.ts';
import type { ListedFrame } from '../sql/rebuild-frames.ts';
import { ahead } from './ahead.ts';
import type { Rebuilding } from './context.ts';
import { readFrame } from './read-frame.ts';
import { stageRecords, stageRows, stageUnread, touchRecords } from './stage.ts';
import { replaceStream } from './replace-stream.ts';

/** Frames that are read and parsed while the rows of an earlier one are written. */
const readAhead = 3;
const listedAtOnce = 500;

/** Nothing vacuums temporary tables by itself: a year of days would else keep each day's version of every record. */
const vacuumEvery = 20_000;

const tidy = async ({ session }: Rebuilding, before: number, now: number): Promise<void> => {
  if (Math.floor(before / vacuumEvery) < Math.floor(now / vacuumEvery)) await session.query('vacuum pg_temp.record');
};

/** The listed frames from the nth on, in order. */
async function* listed({ session }: Rebuilding, onlyChosen: boolean): AsyncGenerator<ListedFrame> {
  let after = '0';
  for (;;) {
    const frames = await session.query<ListedFrame>(nextFrames(after, onlyChosen, listedAtOnce));
    yield* frames;
    if (frames.length < listedAtOnce) return;
    after = frames.at(-1)!.n;
  }
}

/**
 * Reads the chosen frames in the order of their commits and puts observations and misfits in the place of the old ones, a stream of a run at
 * a time: as soon as its last frame is read. Records are gathered too when everything is chosen, and else remembered by their keys.
 */
export const readChosen = async (rebuilding: Rebuilding, total: number): Promise<void> => {
  const { session, store, source, frames, whole, report, onEvent } = rebuilding;
  const open = new Set<string>();
  for await (const read of ahead(listed(rebuilding, true), readAhead, (frame) => readFrame(store, source, frames, frame))) {
    const { frame } = read;
    const key = `${frame.run_id}/${frame.stream}`;
    open.add(key);
    await session.transaction(async (sql) => {
      await stageRows(sql, rebuilding, read);
      if (whole) await stageRecords(sql, rebuilding, read);
      else await touchRecords(sql, read);
      await stageUnread(sql, rebuilding, read);
    });
    report.frames += 1;
    report.exchanges += frame.exchanges;
    await tidy(rebuilding, report.exchanges - frame.exchanges, report.exchanges);
    if (frame.last) {
      open.delete(key);
      await replaceStream(rebuilding, frame, open.size === 0);
    }
    onEvent({ type: 'reading', platform: source.platform, done: report.exchanges, total });
  }
  crashPoint('rebuild.after-reading');
};

/** Reads every frame of the platform for the records that a choice has to do with: any of them may have given a record a field. */
export const readHistory = async (rebuilding: Rebuilding, total: number): Promise<void> => {
  const { session, store, source, frames, report, onEvent } = rebuilding;
  let done = 0;
  for await (const read of ahead(listed(rebuilding, false), readAhead, (frame) => readFrame(store, source, frames, frame))) {
    await session.transaction(async (sql) => {
      await stageRecords(sql, rebuilding, read);
      // What was chosen has been named already.
      if (!read.frame.chosen) await stageUnread(sql, rebuilding, read);
    });
    if (!read.frame.chosen) {
      report.frames += 1;
      report.exchanges += read.frame.exchanges;
    }
    done += read.frame.exchanges;
    await tidy(rebuilding, done - read.frame.exchanges, done);
    onEvent({ type: 'merging', platform: source.platform, done, total });
  }
};
