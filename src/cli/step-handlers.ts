import { visitsOf } from '../collect/index.ts';
import { TidemarkError } from '../domain/index.ts';
import type { Clock, Json, Platform } from '../domain/index.ts';
import { refreshSeriesTotals } from '../insight/index.ts';
import { createRun } from '../jobs/index.ts';
import type { LedgerHooks, Queue, RunState, StepContext, StepHandlers, StepResult } from '../jobs/index.ts';
import { durationMs, handlerForms, parameterValues, pipelineNamed } from '../pipelines/index.ts';
import { sourceOf } from '../sources/index.ts';
import type { Store } from '../store/index.ts';
import { runCollection } from './collecting.ts';
import { workspace, worldOf } from './context.ts';
import { tellOfCollection } from './events.ts';
import { knownPipelines } from './known-pipelines.ts';
import { maySeal, seal } from './lake.ts';
import type { Logger } from './logger.ts';
import { requireContact } from './network.ts';
import type { Settings } from './settings.ts';
import { version } from './version.ts';

export interface StepHandlerOptions {
  readonly store: Store;
  readonly queue: Queue;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The platforms are simulated. */
  readonly simulatorUrl?: string | undefined;
  readonly hooks: LedgerHooks;
}

/** A lane that is held for longer is come back to, so that the slot is free meanwhile. */
const maxHoldMs = 60_000;

/** When a person has to act first, it is looked again so often whether they have. */
const lookAgainMs = 5 * 60_000;

/** What the steps of pipelines do here. */
export const stepHandlers = (options: StepHandlerOptions): StepHandlers => ({
  collect: { ...handlerForms.collect, run: (context) => collectStep(options, context) },
  refresh: {
    ...handlerForms.refresh,
    run: async ({ settings }) => {
      await refreshSeriesTotals(options.store, settings['platform'] as Platform, options.clock);
      return { isComplete: true };
    },
  },
  seal: { ...handlerForms.seal, run: (context) => sealStep(options, context) },
  'run-pipeline': { ...handlerForms['run-pipeline'], run: (context) => pipelineStep(options, context) },
  wait: { ...handlerForms.wait, run: (context) => waitStep(options, context) },
});

const listOf = (value: Json | undefined): readonly string[] =>
  value === null || value === undefined ? [] : Array.isArray(value) ? value.map(String) : [String(value)];

const collectStep = async (options: StepHandlerOptions, context: StepContext): Promise<StepResult> => {
  const { store, settings: machine, clock, logger, simulatorUrl } = options;
  const { settings, runId, step, stop, abort, timeoutMs, log } = context;
  const source = sourceOf(String(settings['platform']));
  if (simulatorUrl === undefined) requireContact(machine, source.platform);
  const spread = settings['spread'] ? durationMs(String(settings['spread'])) : null;
  const report = await runCollection({
    ...{ store, settings: machine, source, simulatorUrl, maxHoldMs, stop, abort, logger },
    request: {
      streams: listOf(settings['streams']),
      targets: listOf(settings['targets']),
      watchlist: (settings['watchlist'] as string | null | undefined) ?? null,
      visits: visitsOf(settings['visits']),
    },
    ...(timeoutMs === undefined ? {} : { withinMs: timeoutMs }),
    askedBy: `${runId}/${step}`,
    ...(spread === null ? {} : { spreadMs: spread }),
    onWait: (sentence) => log('info', sentence),
    onEvent: (event) => {
      if (event.type === 'run')
        log('info', `collection ${event.runId} ${event.resumed ? 'goes on' : 'begins'}`, { collection: event.runId });
      if (event.type === 'stream-end') log('info', `${event.stream}: ${event.how}`);
    },
  });
  await tellOfCollection(store, clock, context, report);
  const { outcomes, records: items, bytes, error, state } = report;
  const result: StepResult = { outcomes, items, bytes, collections: [report.id], isComplete: state === 'done' };
  if (state === 'waiting' && error) {
    const until = Date.parse(String(error.details['until'] ?? ''));
    const againAt = Number.isNaN(until) ? clock.now() + lookAgainMs : until;
    return { ...result, againAt, reason: error.line };
  }
  return error && state !== 'interrupted' ? { ...result, error } : result;
};

const sealStep = async ({ store, settings }: StepHandlerOptions, { settings: told, stop, log }: StepContext): Promise<StepResult> => {
  if (!maySeal(store, settings)) {
    log('info', 'raw answers stay in the database: LAKE_URL is not set');
    return {};
  }
  const platform = (told['platform'] as Platform | null | undefined) ?? null;
  const report = await seal(store, settings, worldOf(settings, store), { ...(platform && { platform }), stop });
  log('info', `${report.segments} segments of ${report.frames} frames`);
  return { items: report.exchanges, bytes: report.bytes, isComplete: !stop.aborted };
};

/** Gives its slot back while it waits. */
const waitStep = async ({ store, clock }: StepHandlerOptions, { settings, runId, step }: StepContext): Promise<StepResult> => {
  const [row] = await store.query<{ started_at: Date }>({
    text: 'select started_at from pipeline_step where run_id = $1 and step = $2',
    values: [runId, step],
  });
  const until = row!.started_at.getTime() + durationMs(String(settings['for']))!;
  return until > clock.now() ? { againAt: until, reason: 'it waits' } : {};
};

/** Begins a run of another pipeline, once, and comes back when that has ended. */
const pipelineStep = async (options: StepHandlerOptions, context: StepContext): Promise<StepResult> => {
  const { store, queue, settings: machine, hooks } = options;
  const { settings, runId, step, interval, log } = context;
  const known = await knownPipelines(store, machine);
  const { definition } = pipelineNamed(known, String(settings['pipeline']));
  const given = (settings['parameters'] ?? {}) as Readonly<Record<string, string | number | boolean | null>>;
  const parameters = parameterValues(definition, given);
  const begun = await store.transaction((sql) =>
    createRun(
      sql,
      queue,
      { ...{ workspace, definition, version, interval, parameters, reason: 'pipeline' }, parent: { runId, step } },
      hooks,
    ),
  );
  if (begun !== null) log('info', `run ${begun} of ${definition.name} begins`, { run: begun });
  const [child] = await store.query<{ id: string; state: RunState; error_message: string | null }>({
    text: `select id::text as id, state, error_message from pipeline_run where parent_run = $1 and parent_step = $2 and handed_to is null`,
    values: [runId, step],
  });
  const { id, state, error_message: reason } = child!;
  if (state === 'done') return { items: 1, isComplete: true };
  if (state === 'failed' || state === 'cancelled')
    throw new TidemarkError('TDM_CHILD_RUN', { pipeline: definition.name, run: id, state, reason: reason ?? state });
  return { waitsFor: id, reason: `run ${id} of ${definition.name} is under way` };
};
