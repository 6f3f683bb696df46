/**
 * What the API sends, as the dashboard reads it. Words are those of the domain, taken from there as types only,
 * so that nothing of the server reaches the bundle. Instants are ISO texts; ids are texts, whatever they hold.
 */
import type { Count, Outcome } from '../../../src/domain/index.ts';
import type { LaneReport as LaneFacts } from '../../../src/net/contract.ts';

export type { Count, Outcome };

export const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY', 'DAILY_PLUS'] as const;
export type Weekday = (typeof weekdays)[number];

export const seriesStates = ['ongoing', 'rest', 'finished'] as const;
export type SeriesState = (typeof seriesStates)[number];

export const seriesSorts = ['favourites', 'likes', 'comments', 'views', 'stars', 'rank', 'title'] as const;
export type SeriesSort = (typeof seriesSorts)[number];

export type Direction = 'asc' | 'desc';

export const seriesMetrics = ['views', 'favourites', 'likes', 'comments', 'rank', 'stars', 'episodes'] as const;
export type SeriesMetric = (typeof seriesMetrics)[number];

export interface Session {
  readonly user: { readonly name: string; readonly role: string };
  readonly workspace: { readonly id: string; readonly name: string };
  /** `sample`: nothing shown here came from a real platform. */
  readonly world: 'sample' | 'real';
  readonly origins: readonly string[];
  readonly version: string;
  /** The one command that begins the first real collection. */
  readonly firstRealCommand: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
  readonly total: number;
}

export interface SeriesSummary {
  readonly platform: string;
  readonly id: string;
  readonly title: string;
  readonly authors: readonly string[];
  readonly thumbnailUrl: string | null;
  readonly weekdays: readonly string[];
  readonly state: string | null;
  readonly genres: readonly string[];
  readonly ageRating: string | null;
  readonly adult: boolean | null;
  readonly counts: Readonly<Record<SeriesMetric, Count | null>>;
  /** Of how many episodes the sums of likes and comments are made. */
  readonly likesKnown: number;
  readonly commentsKnown: number;
  readonly lastSeenAt: string;
}

export interface SeriesRank {
  readonly weekday: string;
  readonly order: string;
  readonly count: Count | null;
  readonly exchangeId?: string | null;
}

export interface SeriesDetail extends SeriesSummary {
  readonly synopsis: string | null;
  readonly tags: readonly string[];
  readonly publishDescription: string | null;
  readonly url: string | null;
  readonly authorRoles: readonly { readonly name: string; readonly roles: readonly string[] }[];
  readonly firstSeenAt: string;
  readonly ranks: readonly SeriesRank[];
  /** Which exchange gave the newest value, by metric; `fields` for the words. */
  readonly exchangeIds: Readonly<Record<string, string>>;
}

export interface Facet {
  readonly value: string;
  readonly count: number;
}

export interface Facets {
  readonly platforms: readonly Facet[];
  readonly weekdays: readonly Facet[];
  readonly genres: readonly Facet[];
  readonly states: readonly Facet[];
}

export const episodeSorts = ['no', 'likes', 'comments', 'stars', 'publishedOn'] as const;
export type EpisodeSort = (typeof episodeSorts)[number];

export type EpisodeMetric = 'likes' | 'comments' | 'stars' | 'starVotes';

export interface Episode {
  readonly id: string;
  readonly no: number;
  readonly title: string;
  readonly publishedOn: string | null;
  readonly charge: boolean | null;
  readonly preview: boolean | null;
  readonly thumbnailUrl: string | null;
  readonly counts: Readonly<Partial<Record<EpisodeMetric, Count | null>>>;
  readonly lastSeenAt: string;
  readonly exchangeId?: string | null;
  readonly exchangeIds?: Readonly<Record<string, string>>;
}

export interface CurvePoint {
  readonly at: string;
  readonly day: string;
  readonly count: Count | null;
  readonly exchangeId: string | null;
  readonly runId: string | null;
  /** For sums: of how many episodes it is made. */
  readonly known?: number;
}

export interface Curve {
  readonly metric: string;
  readonly scope: string | null;
  readonly points: readonly CurvePoint[];
}

export interface Curves {
  readonly zone: string;
  readonly curves: readonly Curve[];
}

export interface EpisodePoint {
  readonly no: number;
  readonly title: string;
  readonly publishedOn: string | null;
  readonly likes: Count | null;
  readonly comments: Count | null;
  readonly stars: Count | null;
}

export const runStates = ['running', 'waiting', 'interrupted', 'done', 'failed', 'abandoned'] as const;
export type RunState = (typeof runStates)[number];

export interface RunError {
  readonly code: string;
  readonly message: string;
  readonly next: string | null;
}

export interface Run {
  readonly id: string;
  readonly platform: string;
  readonly origin: string;
  readonly streams: readonly string[];
  readonly day: string;
  readonly zone: string;
  readonly state: RunState;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly pages: number;
  readonly records: number;
  readonly observations: number;
  readonly misfits: number;
  readonly bytes: number;
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  readonly durationMs: number;
  readonly peakMemoryBytes: number;
  readonly error: RunError | null;
  readonly progress: { readonly tasks: number; readonly done: number };
}

export interface RunStream {
  readonly name: string;
  readonly tasks: number;
  readonly done: number;
  readonly failed: number;
  readonly waiting: number;
  readonly targets: number;
  readonly pages: number;
}

/** A run with what became of each of its streams. */
export interface RunReport extends Run {
  readonly selection: unknown;
  readonly version: string;
  readonly streamReports: readonly RunStream[];
  readonly failures: readonly { readonly stream: string; readonly batch: number; readonly code: string; readonly message: string }[];
  readonly quarantine: readonly RunMisfit[];
}

export interface RunMisfit {
  readonly endpoint: string;
  readonly path: string;
  readonly reason: string;
  readonly count: number;
  readonly exchangeId: string;
}

export interface Lane extends Omit<LaneFacts, 'until' | 'causeAt'> {
  readonly until: string | null;
  readonly causeAt: string | null;
}

export type Evidence = 'recorded' | 'documented' | 'code-only';

export interface SourceEndpoint {
  readonly name: string;
  readonly evidence: Evidence;
  readonly method: string;
  readonly lane: string;
  readonly cost: number;
  readonly payload: string;
  readonly privateFields?: readonly string[];
}

export interface SourceStream {
  readonly name: string;
  readonly title: string;
  readonly kind: string;
  readonly target?: { readonly kind: string; readonly ids?: readonly string[]; readonly newest?: number };
  readonly batchSize?: number;
  readonly endpoints: readonly SourceEndpoint[];
}

export interface Source {
  readonly platform: string;
  readonly title: string;
  readonly zone: string;
  readonly hosts: readonly string[];
  readonly parserVersion: string;
  readonly streams: readonly SourceStream[];
}

export interface ExchangeReport {
  readonly id: string;
  readonly platform: string;
  readonly stream: string;
  readonly endpoint: string;
  readonly url: string;
  readonly status: number;
  readonly outcome: Outcome;
  readonly note: string | null;
  readonly at: string;
  readonly durationMs: number;
  readonly attempts: number;
  readonly bytes: number;
  readonly parserVersion: string;
  readonly runId: string;
  /** The answer as it came, private people hashed; null when it is no longer at hand. */
  readonly body: string | null;
}

export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly revokedAt: string | null;
}

export interface NewApiToken {
  readonly id: string;
  readonly name: string;
  /** The plain token, sent this once. */
  readonly token: string;
}
