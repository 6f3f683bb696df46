import type { DayRange } from '../sql/rebuild-frames.ts';

/** What became of the rows of one table: how many today's parsers give, and how many of these were new or different. */
export interface RowChanges {
  rows: number;
  added: number;
  changed: number;
  removed: number;
}

/** A frame that could not be read; its rows stay as they were. */
export interface DamagedFrame {
  readonly frame: string;
  readonly run: string;
  readonly stream: string;
  readonly exchanges: number;
  readonly reason: string;
}

/** What a rebuild of one platform did. */
export interface RebuildReport {
  readonly platform: string;
  readonly parserVersion: string;
  /** What was chosen; null stands for all. */
  readonly streams: readonly string[] | null;
  readonly days: DayRange | null;
  /** Raw answers that were read, with those read only because a chosen record has to do with them. */
  frames: number;
  exchanges: number;
  /** Exchanges whose parser, outcome or note differs now. */
  exchangesChanged: number;
  readonly records: RowChanges;
  readonly observations: RowChanges;
  readonly misfits: RowChanges;
  readonly damaged: DamagedFrame[];
  /** Answers by `stream:endpoint` for which this version has no parser; their rows stay as they were. */
  readonly unread: Record<string, number>;
  durationMs: number;
}

const noChanges = (): RowChanges => ({ rows: 0, added: 0, changed: 0, removed: 0 });

export const emptyReport = (head: Pick<RebuildReport, 'platform' | 'parserVersion' | 'streams' | 'days'>): RebuildReport => ({
  ...head,
  ...{ frames: 0, exchanges: 0, exchangesChanged: 0, durationMs: 0 },
  records: noChanges(),
  observations: noChanges(),
  misfits: noChanges(),
  damaged: [],
  unread: {},
});
