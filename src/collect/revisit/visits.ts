import { TidemarkError } from '../../domain/index.ts';
import type { RecordKind } from '../../domain/index.ts';
import type { Source } from '../../sources/index.ts';

/** How many targets a collection visits at most: a number, or what its lanes allow. */
export type Visits = number | 'auto';

/** More than any platform has. */
const mostVisits = 1_000_000_000;

/** Each target is visited at least once in so many days, as far as the visits reach. */
export const floorDays = 30;

/**
 * Reads `1500` or `auto`, as a command line, a file and a parameter give them; null and an empty text are no number of visits: everything is visited.
 * @throws TDM_VISITS_INVALID for anything else.
 */
export const visitsOf = (given: unknown): Visits | null => {
  if (given === null || given === undefined || given === '') return null;
  if (given === 'auto') return given;
  const visits = typeof given === 'string' && /^\d{1,10}$/.test(given.trim()) ? Number(given) : given;
  if (typeof visits === 'number' && Number.isInteger(visits) && visits >= 1 && visits <= mostVisits) return visits;
  throw new TidemarkError('TDM_VISITS_INVALID', { visits: typeof given === 'string' ? given : JSON.stringify(given) });
};

/** The figure by which the targets of a source are revisited. */
export interface RevisitedBy {
  readonly kind: RecordKind;
  readonly stream: string;
  readonly metric: string;
}

/** What a source says of it; null when it does not tell how fast its targets change. */
export const revisitedBy = ({ streams }: Source): RevisitedBy | null => {
  for (const { name, kind, revisitBy } of streams) if (revisitBy !== undefined) return { kind, stream: name, metric: revisitBy };
  return null;
};

/**
 * The same for a collection of these streams, which has to read the figure with each visit.
 * @throws TDM_VISITS_UNSUPPORTED
 */
export const requireRevisits = (source: Source, streams: readonly string[]): RevisitedBy => {
  const { platform } = source;
  const by = revisitedBy(source);
  if (by === null)
    throw new TidemarkError('TDM_VISITS_UNSUPPORTED', {
      ...{ platform, reason: 'none of its streams reads a figure of its targets', advice: 'leave the number of visits away' },
    });
  if (!streams.includes(by.stream))
    throw new TidemarkError('TDM_VISITS_UNSUPPORTED', {
      platform,
      reason: `whom to visit is told by "${by.metric}", which the stream ${by.stream} reads`,
      advice: `collect ${by.stream} as well, or leave the number of visits away`,
    });
  return by;
};
