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

export const seriesSorts = ['rank', 'favourites', 'likes', 'seriesLikes', 'comments', 'views', 'stars', 'title'] as const;
export type SeriesSort = (typeof seriesSorts)[number];

export type Direction = 'asc' | 'desc';

export const seriesMetrics = ['views', 'favourites', 'likes', 'seriesLikes', 'comments', 'rank', 'stars', 'episodes'] as const;
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
  /** The list in which the place holds, such as `weekday/MONDAY/user`. */
  readonly scope: string;
  readonly list: 'weekday' | 'daily-plus' | 'finished' | 'all' | 'other';
  /** Of a weekday's list and of the daily one. */
  readonly weekday: string | null;
  readonly order: string;
  readonly count: Count | null;
}

export interface SeriesDetail extends SeriesSummary {
  readonly synopsis: string | null;
  readonly tags: readonly string[];
  readonly publishDescription: string | null;
  readonly url: string | null;
  /** Who did what, in the shape the platform's source writes; read by `series/authors.ts`. */
  readonly authorRoles: unknown;
  readonly firstSeenAt: string;
  readonly ranks: readonly SeriesRank[];
  /** Which exchange gave the newest value, by metric (a rank by its scope too: `rank@weekday/MONDAY/user`); `fields` for the words. */
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
  readonly no: number | null;
  readonly title: string | null;
  readonly publishedOn: string | null;
  readonly charge: boolean | null;
  readonly preview: boolean | null;
  readonly thumbnailUrl: string | null;
  readonly counts: Readonly<Record<EpisodeMetric, Count | null>>;
  readonly lastSeenAt: string;
  /** Where each number comes from, by metric; `fields` for the words. */
  readonly traces: Readonly<Record<string, { readonly exchangeId: string; readonly parserVersion: string; readonly runId: string }>>;
}

export const verdicts = ['rose', 'fell', 'unchanged', 'within-resolution', 'lower-bound', 'new', 'missing-before', 'missing-now'] as const;
export type Verdict = (typeof verdicts)[number];

/** How a number moved since the day before. `change` is null when it cannot be told. */
export interface Move {
  readonly verdict: Verdict;
  readonly change: number | null;
  readonly relative: number | null;
  readonly step: number;
  readonly count: Count | null;
  readonly before: Count | null;
}

export const moverMetrics = ['likes', 'views', 'favourites', 'seriesLikes', 'comments', 'rank'] as const;
export type MoverMetric = (typeof moverMetrics)[number];

export interface Mover extends Move {
  readonly platform: string;
  readonly id: string;
  readonly title: string;
  readonly authors: readonly string[];
  readonly thumbnailUrl: string | null;
  readonly adult: boolean | null;
  readonly weekdays: readonly string[];
  readonly state: string | null;
  readonly genres: readonly string[];
  readonly scope: string | null;
  /** Of a sum: episodes known on both days, and those published since. */
  readonly compared: number | null;
  readonly added: number | null;
  readonly runId: string | null;
  readonly exchangeId: string | null;
}

export interface DayPair {
  readonly platform: string;
  readonly day: string;
  readonly beforeDay: string;
}

export interface Movers {
  readonly formula: string;
  readonly metric: MoverMetric;
  readonly days: readonly (DayPair & { readonly verdicts: Readonly<Record<Verdict, number>> })[];
  readonly rose: readonly Mover[];
  readonly fell: readonly Mover[];
  readonly fresh: readonly Mover[];
}

export interface EpisodeMover extends Move {
  readonly platform: string;
  readonly id: string;
  readonly no: number | null;
  readonly title: string | null;
  readonly seriesId: string;
  readonly seriesTitle: string;
  readonly exchangeId: string;
}

export interface EpisodeMovers {
  readonly days: readonly DayPair[];
  readonly items: readonly EpisodeMover[];
}

export const tableMetrics = ['likes', 'views', 'favourites', 'seriesLikes', 'comments', 'stars'] as const;
export type TableMetric = (typeof tableMetrics)[number];
export const statistics = ['median', 'sum'] as const;
export type Statistic = (typeof statistics)[number];

export interface TableCell {
  readonly genre: string;
  readonly weekday: Weekday;
  readonly titles: number;
  readonly known: number;
  readonly value: Count | null;
}

export interface CommentDay extends Move {
  readonly day: string;
  readonly beforeDay: string;
  readonly compared: number | null;
  readonly added: number | null;
  readonly runId: string | null;
}

export interface CommentActivity {
  readonly zone: string;
  readonly days: readonly CommentDay[];
  /** Collected comments by the day they were written; `writers` tells people apart by keyed hashes. */
  readonly written: readonly { readonly day: string; readonly comments: number; readonly writers: number | null }[];
  readonly collected: { readonly comments: number; readonly episodes: number };
}

/** The answers a figure is made of. */
export interface FigureTrace {
  readonly of: 'observed' | 'sum';
  readonly parts: readonly {
    readonly id: string;
    readonly count: Count | null;
    readonly observedAt: string;
    readonly parserVersion: string;
    readonly exchangeId: string;
    readonly runId: string;
  }[];
  readonly total: number;
  readonly next: string | null;
}

export interface CurvePoint {
  readonly at: string;
  readonly day: string;
  readonly count: Count | null;
  /** Null for a sum over episodes, which comes from many exchanges of its run. */
  readonly exchangeId: string | null;
  readonly runId: string;
  /** For a sum: how many episodes gave a number, of how many that the run saw. */
  readonly known: number | null;
  readonly of: number | null;
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
  readonly id: string;
  readonly no: number | null;
  readonly title: string | null;
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

/** A run with what became of each of its streams, what failed and what did not fit. */
export interface RunReport extends Omit<Run, 'streams'> {
  readonly selection: unknown;
  readonly version: string;
  readonly streams: readonly RunStream[];
  readonly failures: readonly RunFailure[];
  readonly misfitGroups: readonly RunMisfit[];
  /** What can be done about it here. */
  readonly actions: readonly 'retry'[];
  /** Its day is not over. */
  readonly isToday: boolean;
}

export interface RunFailure {
  readonly stream: string;
  readonly batch: number;
  readonly code: string | null;
  readonly message: string | null;
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
  readonly hashesPrivatePeople: boolean;
  /** Names of settings. */
  readonly needs: readonly string[];
  /** Those of `needs` that are not set on this server. */
  readonly missing: readonly string[];
  /** Offered to programs and asked under its terms, so that robots.txt is not consulted. */
  readonly official: boolean;
  /** Asked with a token that is got with the settings. */
  readonly withToken: boolean;
}

/** How an endpoint fared in the newest runs of its platform. */
export interface EndpointHealth {
  readonly platform: string;
  readonly stream: string;
  readonly endpoint: string;
  readonly state: 'well' | 'mixed' | 'failing';
  readonly asked: number;
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  readonly lastAskedAt: string;
  readonly lastUsedAt: string | null;
  readonly trouble: { readonly outcome: Outcome; readonly note: string | null; readonly at: string; readonly exchangeId: string } | null;
}

/** Who says whether a host may be read. */
export interface HostRules {
  readonly host: string;
  /** How its robots.txt last answered; null: not asked yet. */
  readonly robots: { readonly status: number | null; readonly fetchedAt: string | null; readonly trouble: string | null } | null;
  /** The operator's written reason. */
  readonly permission: { readonly reason: string; readonly allowedAt: string } | null;
}

export interface SourceSetting {
  readonly name: string;
  readonly title: string;
  readonly kind: 'secret' | 'text' | 'url';
  readonly default: string | null;
}

export interface SourceStream {
  readonly name: string;
  readonly title: string;
  /** The kind of record it yields. */
  readonly kind: string;
  /** The kind of what it asks for. */
  readonly target: string;
  /** Whether a collection that names no streams includes it. */
  readonly byDefault: boolean;
  /** Some way needs nothing that would have to be brought. */
  readonly withoutKey: boolean;
  readonly endpoints: readonly SourceEndpoint[];
}

export interface Source {
  readonly platform: string;
  readonly title: string;
  readonly zone: string;
  readonly parserVersion: string;
  readonly hosts: readonly string[];
  readonly settings: readonly SourceSetting[];
  /** Names of the settings that are set on this server. */
  readonly brought: readonly string[];
  /** Set, but of a form that cannot be used. */
  readonly unusable: readonly string[];
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
}

export interface NewApiToken extends ApiToken {
  /** The plain token, sent this once. */
  readonly token: string;
}
