import { createHash } from 'node:crypto';

/** What a person or a schedule chose to collect. */
export interface Selection {
  /** Stream names in the source's order. */
  readonly streams: readonly string[];
  /** Target ids; null: everything the platform is known to have. */
  readonly targets: readonly string[] | null;
  /** Name of the watchlist the targets came from, when they came from one. */
  readonly watchlist: string | null;
}

/** The same choice has the same key, so that a rerun finds the run it has to resume. */
export const selectionKey = (selection: Selection): string => {
  const targets = selection.targets === null ? '*' : [...new Set(selection.targets)].sort().join(',');
  return createHash('sha256')
    .update(JSON.stringify([selection.streams, targets, selection.watchlist]))
    .digest('hex')
    .slice(0, 32);
};
