import { createHash } from 'node:crypto';
import type { Visits } from './revisit/visits.ts';

/** What a person or a schedule chose to collect. */
export interface Selection {
  /** Stream names in the source's order. */
  readonly streams: readonly string[];
  /** Target ids that were named; null: none was. Without a watchlist that means everything the platform is known to have. */
  readonly targets: readonly string[] | null;
  /** Name of the watchlist that was chosen. */
  readonly watchlist: string | null;
  /**
   * A digest of who is on that watchlist; absent without one, and for one with everything (`*`) on it. The ids themselves stay in the database, where a million of
   * them take no memory of ours.
   */
  readonly members?: string;
  /** How many of the targets are visited; absent: all. */
  readonly visits?: Visits;
}

/** Whether nobody was chosen, so that it is about everything. */
export const isOfAll = ({ targets, members }: Selection): boolean => targets === null && members === undefined;

/** The same choice has the same key, so that a rerun finds the run it has to resume. */
export const selectionKey = ({ streams, targets, watchlist, members, visits }: Selection): string => {
  const ids = targets === null ? '*' : [...new Set(targets)].sort().join(',');
  const more = members === undefined && visits === undefined ? [] : [members ?? null, visits ?? null];
  return createHash('sha256')
    .update(JSON.stringify([streams, ids, watchlist, ...more]))
    .digest('hex')
    .slice(0, 32);
};
