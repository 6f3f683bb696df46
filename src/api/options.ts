import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
  RouteOptions,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { StreamPreview } from '../collect/index.ts';
import type { Clock } from '../domain/index.ts';
import type { ParameterValues, PipelineDefinition, RerunChoice, RunRequest } from '../jobs/index.ts';
import type { FrameReader } from '../lake/index.ts';
import type { LaneReport } from '../net/index.ts';
import type { Channel, Send } from '../notify/index.ts';
import type { BrokenPipeline } from '../pipelines/index.ts';
import type { Store } from '../store/index.ts';

/** What the API serves from. Whoever creates it owns everything given here, and closes it after the API. */
export interface ApiOptions {
  readonly store: Store;
  /** Reads raw answers; those of the database alone unless it is given. */
  readonly frames?: FrameReader;
  readonly clock: Clock;
  readonly logger: FastifyBaseLogger;
  /** Every lane with what it waits for, as `tidemark lanes --json` shows it. */
  lanesReport(): Promise<readonly LaneReport[]>;
  /** What can be collected, what it needs and how sure we are of it, as `tidemark sources --json` shows it. */
  sourcesReport(): unknown;
  /** The pipelines this server knows, and what can be done about their runs. Without it those are shown that have a schedule or ever ran. */
  readonly pipelines?: PipelineControl;
  /** How channels of alerts are reached from here. Without it they can be seen, and not tried. */
  readonly alerts?: AlertControl;
  /** Where pictures of challenges lie (`challenges/<id>.png` below it); without it they are not served. */
  readonly dataFolder?: string;
  /** The built web app; null serves the API alone. */
  readonly webFolder: string | null;
  /** Whether what is shown comes from the simulator or from real platforms. */
  readonly world: 'sample' | 'real';
  readonly version: string;
  /** What to type to begin with real data. */
  readonly firstRealCommand?: string;
  /** Served over https (by a proxy in front): cookies are then never sent in the clear. */
  readonly secureCookies?: boolean;
  /** Host names besides `localhost` and IP addresses under which this is reached. */
  readonly hosts?: readonly string[];
  /**
   * Fetches a cover. When given, covers are served from `/images/` by this API, so that the platform learns nothing of who looks at
   * what; politeness towards its host is the caller's. Without it browsers load covers from the platform.
   */
  fetchImage?(url: string, limits: { readonly maxBytes: number }): Promise<FetchedImage>;
  /** Where covers are fetched from instead of `https://`: `<imageBase>/HOST/PATH`. For the simulator. */
  readonly imageBase?: string;
  /** Called with every route as it is registered. */
  onRoute?(route: RouteOptions): void;
}

export interface FetchedImage {
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array;
}

export interface PipelineControl {
  /** As they are now, run or not. */
  definitions(): Promise<readonly PipelineDefinition[]>;
  /** Files that cannot be used, with what is wrong with them. */
  broken(): Promise<readonly BrokenPipeline[]>;
  /** As `createRun` of `src/jobs`: the id of the run; null when `onlyIfNone` and its interval has one. */
  begin(request: Omit<RunRequest, 'version'> & { readonly onlyIfNone?: boolean }): Promise<string | null>;
  /** What a run would do, with nothing begun. */
  plan(definition: PipelineDefinition, parameters: ParameterValues): Promise<readonly StepPlan[]>;
  /** As `cancelRun` of `src/jobs`. */
  cancel(runId: string): Promise<void>;
  /** As `rerun` of `src/jobs`: the id of the new run. */
  rerun(choice: Omit<RerunChoice, 'version'>): Promise<string>;
}

/** A step as it would be done. */
export interface StepPlan {
  readonly step: string;
  readonly does: string;
  readonly needs: readonly string[];
  readonly pool: string;
  /** Of a collection. */
  readonly streams?: readonly StreamPreview[];
  /** What of it cannot be asked, and the settings that are missing. */
  readonly closed?: readonly { readonly stream: string; readonly settings: readonly string[] }[];
}

export interface AlertControl {
  readonly send: Send;
  /** What a channel lacks in this environment, in words without a value; null when nothing. */
  missing(channel: Channel): string | null;
}

/** The instance on which resources are registered: schemas are zod's. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression<RawServerDefault>,
  RawReplyDefaultExpression<RawServerDefault>,
  FastifyBaseLogger,
  ZodTypeProvider
>;
