import { TidemarkError } from '../domain/index.ts';
import type { Outcome } from '../domain/index.ts';
import { crashPoint, createPatience } from '../store/index.ts';
import type { Patience, Sql, Statement, Store } from '../store/index.ts';
import { encodeFrame } from '../lake/index.ts';
import type { Ids } from './ids.ts';
import { retryDeadlock } from './retry-deadlock.ts';
import { namesOf, rowsOf } from './rows.ts';
import type { CommitPage, NumberedPage } from './rows.ts';
import { advanceTasks } from './sql/advance-tasks.ts';
import type { TaskAdvance } from './sql/advance-tasks.ts';
import { countRun } from './sql/count-run.ts';
import { markGone, markTargets } from './sql/mark-gone.ts';
import { writeExchanges } from './sql/write-exchanges.ts';
import { writeFrame } from './sql/write-frame.ts';
import { writeMisfits } from './sql/write-misfits.ts';
import { writeNames } from './sql/write-names.ts';
import { writeObservations } from './sql/write-observations.ts';
import { writeRecords } from './sql/write-records.ts';
import { writeValidators } from './sql/validators.ts';
import { createWindow } from './window.ts';

export interface CommitterOptions {
  readonly store: Store;
  readonly ids: Ids;
  readonly run: { readonly id: string; readonly platform: string; readonly day: string };
  readonly workerId: string;
  readonly parserVersion: string;
  /** Pages in one transaction at most. */
  readonly maxPages?: number;
  /** Pages waiting at most; `submit` waits while there are more, so that memory stays flat when the database is slow. */
  readonly maxWaiting?: number;
  /** Waits for a database that went away or has no room; each commit is a success. Default: one of its own. */
  readonly patience?: Patience;
  /** Called after each commit with what it acknowledged. */
  readonly onCommit?: (gain: CommitGain) => void;
}

/** What one commit acknowledged. */
export interface CommitGain {
  readonly pages: number;
  readonly records: number;
  readonly observations: number;
  readonly tasksDone: number;
}

/** A transaction ends with the page that brings it to so many records: it takes about 50 ms, and what comes meanwhile does not wait long. */
const maxRecords = 600;

/** Transactions under way at once: while PostgreSQL works on the rows of one, Node makes those of the next ready. */
const sideBySide = 2;

/** A further transaction begins only with so many pages, or records: smaller groups would pay more transactions than they save time. */
const worthAnother = { pages: 32, records: 400 };

/** A page with its place in the order in which pages were accepted. */
interface Place {
  readonly number: number;
  readonly page: CommitPage;
  readonly acceptedAt: number;
}

/**
 * Commits pages in groups: while a transaction is under way the pages that arrive wait, and the next transaction takes them all
 * (of one stream, up to `maxPages` or 600 records). At rest a page is committed alone and at once; under load one fsync, one frame and one statement of
 * each kind serve dozens of pages. Under load there are two transactions under way, of different tasks: the pages of one task are
 * committed in the order in which they were submitted, and one after the other.
 *
 * Records, observations, watermarks, counters and the raw answers of a group are one transaction: all of it is there, or nothing.
 */
export const createCommitter = (options: CommitterOptions) => {
  const { maxPages = 64, maxWaiting = 256, patience = createPatience() } = options;
  let waiting: Place[] = [];
  const underWay = new Set<readonly Place[]>();
  const busyTasks = new Set<string>();
  const sleepers: (() => void)[] = [];
  let submitted = 0;
  let failure: unknown = null;
  const window = createWindow();

  /** Takes the pages of the next transaction: of one stream, of no task that another transaction is moving. None: not now. */
  const nextGroup = (): readonly Place[] => {
    const isFree = ({ page }: Place): boolean => !busyTasks.has(page.taskId);
    const first = waiting.find(isFree);
    if (!first || underWay.size >= sideBySide) return [];
    const fits = (place: Place): boolean => place.page.stream === first.page.stream && isFree(place);
    const group = upTo(maxPages, maxRecords, waiting.filter(fits));
    const isWorthIt =
      group.length >= Math.min(worthAnother.pages, maxPages) || countRecords(group.map(({ page }) => page)) >= worthAnother.records;
    return underWay.size === 0 || isWorthIt ? group : [];
  };

  /** The number of the oldest page that is not committed yet. */
  const oldest = (): number => {
    let number = waiting[0]?.number ?? submitted;
    for (const [first] of underWay) number = Math.min(number, first!.number);
    return number;
  };

  const wake = (): void => {
    for (const resolve of sleepers.splice(0)) resolve();
  };
  /** After a failure nobody is told before the other transaction has ended too: what it commits is then there to be counted. */
  const sleepWhile = async (condition: () => boolean): Promise<void> => {
    while (failure === null ? condition() : underWay.size > 0) await new Promise<void>((resolve) => sleepers.push(resolve));
    if (failure !== null) throw failure;
  };

  const commit = async (group: readonly Place[]): Promise<void> => {
    try {
      const gain = await commitGroup(
        { ...options, patience },
        group.map(({ page }) => page),
      );
      options.onCommit?.(gain);
    } catch (error) {
      // From here on nothing can be acknowledged any more: everyone who waits, or still comes, is told.
      failure ??= error;
      window.left(waiting.length, 0);
      waiting = [];
    }
    underWay.delete(group);
    window.left(group.length, performance.now() - group[0]!.acceptedAt);
    for (const { page } of group) busyTasks.delete(page.taskId);
    drain();
    wake();
  };

  const drain = (): void => {
    for (let group = nextGroup(); group.length > 0; group = nextGroup()) {
      const taken = new Set(group);
      waiting = waiting.filter((place) => !taken.has(place));
      underWay.add(group);
      for (const { page } of group) busyTasks.add(page.taskId);
      void commit(group);
    }
  };

  return {
    /**
     * Resolves when another page may be asked for; the function is to be called when its answer is there. Throws what made committing impossible.
     */
    room: async (): Promise<() => void> => {
      const answered = await window.enter();
      try {
        await sleepWhile(() => false);
      } catch (error) {
        answered();
        throw error;
      }
      return answered;
    },
    /** Accepts a page. Resolves when there is room for the next one, not when it is committed. Throws what made committing impossible. */
    submit: async (page: CommitPage): Promise<void> => {
      if (failure === null) {
        window.accepted();
        waiting.push({ number: submitted++, page, acceptedAt: performance.now() });
        drain();
      }
      await sleepWhile(() => waiting.length > maxWaiting);
    },
    /** Resolves when every page accepted so far is committed. Throws what made committing impossible. */
    flush: async (): Promise<void> => {
      const until = submitted;
      await sleepWhile(() => oldest() < until);
    },
  };
};

export type Committer = ReturnType<typeof createCommitter>;

const commitGroup = async (
  options: CommitterOptions & { readonly patience: Patience },
  group: readonly CommitPage[],
): Promise<CommitGain> => {
  const { ids, patience } = options;
  const [frameId, ...exchangeIds] = (await patience.while(() => ids.take(group.length + 1))) as [number, ...number[]];
  const pages = group.map((page, n): NumberedPage => ({ ...page, exchangeId: exchangeIds[n]! }));
  const frame = await encodeFrame(pages.map(({ exchange, exchangeId }) => ({ id: exchangeId, exchange })));
  const rows = rowsOf(pages);
  const advances = advancesOf(pages);
  const { run, workerId } = options;
  const stream = pages[0]!.stream;

  const write = async (sql: Sql): Promise<CommitGain> => {
    crashPoint('pages.before-frame');
    const [written] = await sql.query(writeFrame(frameId, run, stream, pages.length, frame));
    const gain = {
      pages: pages.length,
      records: countRecords(pages),
      observations: 0,
      tasksDone: advances.filter(({ done }) => done).length,
    };
    // The frame is there already: this very group was committed, only the answer got lost.
    if (!written) return gain;
    crashPoint('pages.after-frame');
    const misfits = pages.reduce((sum, { parsed }) => sum + parsed.quarantined.length, 0);
    // Sent together: a statement that is waited for by itself costs a turn of a loop that is busy with the next pages.
    const moving = sql.query(advanceTasks(workerId, advances));
    const writing = contentOf(pages, rows, frameId, options).map((statement) => sql.query(statement));
    const counting =
      rows.observations.length > 0 ? sql.query<Written>(writeObservations(run.platform, run.id, stream, rows.observations)) : [];
    const [moved, [counted]] = await Promise.all([moving, counting, ...writing]);
    if (moved.length < advances.length) throw new TidemarkError('TDM_TASK_LOST', { tasks: advances.length - moved.length });
    gain.observations = counted?.written ?? 0;
    await sql.query(
      countRun(run.id, {
        ...gain,
        misfits,
        bytes: pages.reduce((sum, { exchange }) => sum + exchange.bytes, 0),
        outcomes: outcomesOf(pages),
        peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      }),
    );
    crashPoint('pages.before-commit');
    return gain;
  };
  const gain = await patience.while(() => retryDeadlock(() => options.store.transaction(write)));
  crashPoint('pages.after-commit');
  return gain;
};

/** One advance per task: its last cursor, and how many pages led there. */
const advancesOf = (pages: readonly CommitPage[]): TaskAdvance[] => {
  const advances = new Map<string, TaskAdvance>();
  for (const { taskId, cursor, skipped } of pages) {
    const before = advances.get(taskId);
    advances.set(taskId, {
      id: taskId,
      pages: (before?.pages ?? 0) + 1,
      cursor,
      done: cursor === null,
      skipped: [...(before?.skipped ?? []), ...skipped],
    });
  }
  return [...advances.values()];
};

/** The first places, up to so many and to the one with which there are so many records. */
const upTo = (places: number, records: number, of: readonly Place[]): readonly Place[] => {
  let sum = 0;
  const last = of.findIndex(({ page }, n) => (sum += page.parsed.records.length) >= records || n === places - 1);
  return last < 0 ? of : of.slice(0, last + 1);
};

const countRecords = (pages: readonly CommitPage[]): number => pages.reduce((sum, { parsed }) => sum + parsed.records.length, 0);

const outcomesOf = (pages: readonly CommitPage[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { parsed } of pages) counts[parsed.outcome] = (counts[parsed.outcome] ?? 0) + 1;
  return counts;
};

/** The answer to {@link writeObservations}. */
interface Written {
  readonly written: number;
}

/** The statements that write what a group holds, but for its observations. */
const contentOf = (
  pages: readonly NumberedPage[],
  { records }: ReturnType<typeof rowsOf>,
  frameId: number,
  { run, parserVersion }: CommitterOptions,
): Statement[] => {
  const statements = [writeExchanges(frameId, run, parserVersion, pages)];
  const validators = writeValidators(pages);
  if (validators) statements.push(validators);
  if (records.length > 0) statements.push(writeRecords(run.platform, records));
  if (pages.some(({ parsed }) => parsed.quarantined.length > 0)) statements.push(writeMisfits(run, parserVersion, pages));
  const names = namesOf(pages);
  if (names.length > 0) statements.push(writeNames(run.platform, names));
  return statements.concat(writeGone(run.platform, pages));
};

/** Only an answer about one single target says that this very target is gone or private; of many it must name the missing. */
const writeGone = (platform: string, pages: readonly CommitPage[]): Statement[] =>
  [...Map.groupBy(pages, ({ targetKind }) => targetKind)].flatMap(([kind, asked]) => {
    const single = (outcome: Outcome): string[] =>
      asked.filter(({ parsed, targets }) => parsed.outcome === outcome && targets.length === 1).map(({ targets }) => targets[0]!);
    const gone = single('gone').concat(asked.flatMap(({ parsed }) => parsed.missing ?? []));
    const secluded = single('private');
    return [
      ...(gone.length > 0 ? [markGone(platform, kind, gone), markTargets(platform, kind, gone, 'gone')] : []),
      ...(secluded.length > 0 ? [markTargets(platform, kind, secluded, 'private')] : []),
    ];
  });
