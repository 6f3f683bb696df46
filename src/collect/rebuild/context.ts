import type { FrameReader } from '../../lake/index.ts';
import type { Source } from '../../sources/index.ts';
import type { Session, Sql, Statement, Store } from '../../store/index.ts';
import type { RawChoice } from '../sql/rebuild-frames.ts';
import type { RebuildReport } from './report.ts';

/** What a rebuild does, for a screen. */
export interface RebuildEvent {
  readonly type: 'reading' | 'merging' | 'records';
  readonly platform: string;
  /** Answers read, or parts of the records written. */
  readonly done: number;
  readonly total: number;
}

/** What the steps of one rebuild share. */
export interface Rebuilding {
  readonly store: Store;
  /** The session with the temporary tables. */
  readonly session: Session;
  readonly source: Source;
  readonly frames: FrameReader;
  readonly choice: RawChoice;
  /** Everything of the platform is chosen. */
  readonly whole: boolean;
  readonly report: RebuildReport;
  readonly onEvent: (event: RebuildEvent) => void;
}

/** The number of rows a statement of this kind says it touched. */
export const rowsBy = async (sql: Sql, statement: Statement): Promise<number> => (await sql.query<{ rows: number }>(statement))[0]!.rows;
