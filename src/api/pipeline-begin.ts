import { z } from 'zod';
import { TidemarkError } from '../domain/index.ts';
import { failedCollection } from '../insight/index.ts';
import type { ParameterValues, PipelineDefinition, StepDefinition } from '../jobs/index.ts';
import { intervalsOf, intervalUpTo, parameterValues } from '../pipelines/index.ts';
import { databaseClock } from '../store/index.ts';
import { actorOf } from './guard.ts';
import type { Api, ApiOptions, PipelineControl, StepPlan } from './options.ts';
import { Refusal } from './problems.ts';
import type { Issue } from './problems.ts';
import { answers, day, rowId, text } from './schemas.ts';

export const parameters = z
  .record(text(100), z.union([text(1_000), z.number(), z.boolean(), z.null()]))
  .describe('By name; texts are read as the type of their parameter. What is left out has its default');

/** The values of a run as its pipeline understands them. Says of every one that does not fit why, each at its place. */
export const readValues = (definition: PipelineDefinition, given: ParameterValues): ParameterValues => {
  const issues: Issue[] = [];
  let first: TidemarkError | null = null;
  for (const [name, value] of Object.entries(given))
    try {
      parameterValues(definition, { [name]: value });
    } catch (error) {
      if (!(error instanceof TidemarkError && error.code === 'TDM_PARAMETER_INVALID')) throw error;
      first ??= error;
      issues.push({ path: `body/parameters/${name}`, message: String(error.details['reason']) });
    }
  if (first) throw new Refusal(400, 'TDM_PARAMETER_INVALID', first.details, { issues });
  return parameterValues(definition, given);
};

/** The pipeline of a name. Throws TDM_PIPELINE_UNKNOWN. */
export const requirePipeline = async (pipelines: PipelineControl, name: string): Promise<PipelineDefinition> => {
  const known = await pipelines.definitions();
  const found = known.find((each) => each.name === name);
  if (found) return found;
  throw new TidemarkError('TDM_PIPELINE_UNKNOWN', { pipeline: name, known: known.map((each) => each.name).join(', ') });
};

/** As many runs at once as a schedule may catch up. */
const mostIntervals = 1_000;

const params = z.object({ name: text(100).min(1) });
const begun = z.object({ id: rowId });

const whole = z.number().int();
const plan = z.object({
  steps: z.array(
    z.object({
      step: z.string(),
      does: z.string(),
      needs: z.array(z.string()),
      pool: z.string(),
      streams: z.array(
        z.object({
          stream: z.string(),
          targets: whole.describe('Of what is known now'),
          calls: whole,
          by: z.enum(['history', 'least']).describe('`history`: as the newest collection needed; `least`: the least there will be'),
          units: z.number().describe('Of quota'),
          lane: z.string().describe('Which most of them go through'),
          paceMs: z.number().describe('What its pace makes of them at the least'),
        }),
      ),
      closed: z
        .array(z.object({ stream: z.string(), settings: z.array(z.string()) }))
        .describe('What cannot be asked without these settings'),
    }),
  ),
});

const planOnWire = ({ step, does, needs, pool, streams = [], closed = [] }: StepPlan): z.output<typeof plan>['steps'][number] => ({
  ...{ step, does, needs: [...needs], pool },
  streams: streams.map(({ stream, targets, calls, by, units, lane, paceMs }) => ({ stream, targets, calls, by, units, lane, paceMs })),
  closed: closed.map((each) => ({ stream: each.stream, settings: [...each.settings] })),
});

/** What a person begins: a run now, runs for days that are past, and the tasks again that failed. */
export const pipelineBeginRoutes = (app: Api, { store, pipelines }: ApiOptions): void => {
  if (pipelines === undefined) return;
  const made = { 201: begun, default: answers(begun).default };

  app.post(
    '/api/v1/pipelines/:name/runs',
    {
      schema: {
        summary: 'Begin a run now',
        params,
        body: z.object({ parameters: parameters.optional() }).nullish(),
        response: made,
      },
    },
    async (request, reply) => {
      const definition = await requirePipeline(pipelines, request.params.name);
      const values = readValues(definition, request.body?.parameters ?? {});
      const interval = intervalUpTo(definition, (await databaseClock(store)).now());
      const workspace = actorOf(request).workspace.id;
      const id = await pipelines.begin({ workspace, definition, interval, parameters: values, reason: 'person' });
      return reply.code(201).send({ id: id! });
    },
  );

  app.post(
    '/api/v1/pipelines/:name/plan',
    {
      schema: {
        summary: 'What a run would do: steps in their order, requests, quota and the least time they take; begins nothing',
        params,
        body: z.object({ parameters: parameters.optional() }).nullish(),
        response: answers(plan),
      },
    },
    async (request) => {
      const definition = await requirePipeline(pipelines, request.params.name);
      const steps = await pipelines.plan(definition, readValues(definition, request.body?.parameters ?? {}));
      return { steps: steps.map(planOnWire) };
    },
  );

  const range = z
    .object({ from: day.describe('In the zone of its schedule'), to: day.describe('The last day'), parameters: parameters.default({}) })
    .refine(({ from, to }) => from <= to, { path: ['to'], message: 'it lies before the first day' });
  const filled = z.object({
    begun: z.array(rowId),
    intervals: z.number().int().describe('As many as the days have; those that had a run already were left alone'),
  });
  app.post(
    '/api/v1/pipelines/:name/backfill',
    {
      schema: {
        summary: 'Begin a run for each interval of some days that has none, behind everything fresh',
        params,
        body: range,
        response: { 201: filled, default: answers(filled).default },
      },
    },
    async (request, reply) => {
      const definition = await requirePipeline(pipelines, request.params.name);
      const values = readValues(definition, request.body.parameters);
      const { from, to } = request.body;
      const workspace = actorOf(request).workspace.id;
      const intervals = spanOf(from, to) > 366 ? null : intervalsOf(definition, from, to);
      if (intervals === null || intervals.length > mostIntervals) {
        const reason = `these days have ${intervals === null ? 'more than a year' : `${intervals.length} intervals`}; ${mostIntervals} runs can be begun at once`;
        throw new Refusal(400, 'TDM_REQUEST_INVALID', { reason }, { issues: [{ path: 'body/to', message: reason }] });
      }
      const ids: string[] = [];
      for (const interval of intervals) {
        const run = { workspace, definition, interval, parameters: values, reason: 'backfill' as const };
        const id = await pipelines.begin({ ...run, onlyIfNone: true });
        if (id !== null) ids.push(id);
      }
      return reply.code(201).send({ begun: ids, intervals: intervals.length });
    },
  );

  app.post(
    '/api/v1/runs/:id/retry',
    {
      schema: {
        summary: 'Try the failed tasks of a collection again, on the day it is about',
        params: z.object({ id: rowId }),
        response: made,
      },
    },
    async (request, reply) => {
      const { id: runId } = request.params;
      const workspace = actorOf(request).workspace.id;
      const found = await failedCollection(store, workspace, runId);
      if (found === null) throw new TidemarkError('TDM_RUN_UNKNOWN', { run: runId });
      if (found.state !== 'failed') throw new Refusal(409, 'TDM_RUN_OVER', { run: runId, state: found.state });
      if (!found.isToday) throw new TidemarkError('TDM_RUN_DAY_OVER', { run: runId, day: found.day });
      // The steps behind the one that failed are to be done, too.
      if (found.pipelineRun !== null)
        return reply.code(201).send({ id: await pipelines.rerun({ runId: found.pipelineRun, failedOnly: true }) });
      const now = (await databaseClock(store)).now();
      const id = await pipelines.begin({
        ...{ workspace, definition: againOf(found), parameters: {}, reason: 'person' },
        interval: { start: Math.min(found.startedAt.getTime(), now), end: now },
      });
      return reply.code(201).send({ id: id! });
    },
  );
};

const spanOf = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

/** A pipeline of one step that asks for what a collection asked for: it goes on with the collection and takes its failed tasks up again. */
const againOf = ({ platform, selection }: NonNullable<Awaited<ReturnType<typeof failedCollection>>>): PipelineDefinition => {
  const { streams, watchlist, targets, visits } = selection;
  const chosen = {
    ...(watchlist === null ? {} : { watchlist }),
    ...(targets === null ? {} : { targets: [...targets] }),
    ...(visits === undefined ? {} : { visits }),
  };
  const step: StepDefinition = {
    ...{ name: platform, needs: [], does: 'collect', with: { platform, streams: [...streams], ...chosen }, pool: 'collect', seats: 1 },
    ...{ retries: 0, retryDelayMs: 60_000, timeoutMs: 86_400_000 },
  };
  return { name: 'failed-tasks', title: 'Failed tasks, tried again by hand', parameters: {}, schedule: null, steps: [step] };
};
