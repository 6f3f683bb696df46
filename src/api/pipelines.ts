import { z } from 'zod';
import { TidemarkError } from '../domain/index.ts';
import {
  findPipeline,
  findPipelineRun,
  listFailedTasks,
  listPipelineRuns,
  listPipelines,
  listWorkers,
  logLevels,
  pipelineRunReasons,
  pipelineRunStates,
  stepLog,
  stepQueue,
} from '../insight/index.ts';
import type { PipelineRunState } from '../insight/index.ts';
import { actorOf } from './guard.ts';
import type { Api, ApiOptions } from './options.ts';
import * as wire from './pipeline-shapes.ts';
import * as queue from './queue-shapes.ts';
import { answers, cursor, limit, rowId, text } from './schemas.ts';

const name = text(100).min(1);

const actionsOf = (state: PipelineRunState): ('cancel' | 'rerun')[] => (state === 'queued' || state === 'running' ? ['cancel'] : ['rerun']);

/** Pipelines: what runs by itself, what ran, what waits and why, and who works. */
export const pipelineRoutes = (app: Api, { store, pipelines }: ApiOptions): void => {
  const known = async () => (await pipelines?.definitions()) ?? [];

  const list = z.object({
    items: z.array(wire.pipelineSummary),
    broken: z.array(wire.brokenPipeline).describe('Files that cannot be used'),
  });
  app.get('/api/v1/pipelines', { schema: { summary: 'Pipelines with their newest runs', response: answers(list) } }, async (request) => ({
    items: (await listPipelines(store, actorOf(request).workspace.id, await known())).map(wire.summaryOnWire),
    broken: ((await pipelines?.broken()) ?? []).map(wire.brokenOnWire),
  }));

  const historyQuery = z.object({
    pipeline: name.optional(),
    state: z.enum(pipelineRunStates).optional(),
    reason: z.enum(pipelineRunReasons).optional(),
    cursor,
    limit,
  });
  const history = z.object({ items: z.array(wire.pipelineRun), next: z.string().nullable() });
  app.get(
    '/api/v1/pipeline-runs',
    { schema: { summary: 'Runs of all pipelines, newest first', querystring: historyQuery, response: answers(history) } },
    async (request) => {
      const found = await listPipelineRuns(store, { workspaceId: actorOf(request).workspace.id, ...request.query });
      return { items: found.items.map(wire.pipelineRunOnWire), next: found.next };
    },
  );

  const gridQuery = z.object({
    intervals: z.coerce.number().int().min(1).max(100).default(30).describe('How many of the newest intervals the grid has'),
  });
  app.get(
    '/api/v1/pipelines/:name',
    {
      schema: {
        summary: 'One pipeline and the runs of its newest intervals',
        params: z.object({ name }),
        querystring: gridQuery,
        response: answers(wire.pipelineDetail),
      },
    },
    async (request) => {
      const { id: workspaceId } = actorOf(request).workspace;
      const found = await findPipeline(store, { workspaceId, known: await known(), ...request.params, ...request.query });
      if (found === null) throw new TidemarkError('TDM_NOT_FOUND', { what: 'pipeline', id: request.params.name });
      const isKnown = (await known()).some((each) => each.name === found.name);
      return { ...wire.detailOnWire(found), actions: isKnown ? ['begin' as const] : [] };
    },
  );

  const runParams = z.object({ id: rowId });
  app.get(
    '/api/v1/pipelines/runs/:id',
    {
      schema: {
        summary: 'One run of a pipeline with its steps and attempts',
        params: runParams,
        response: answers(wire.pipelineRunDetail),
      },
    },
    async (request) => {
      const found = await findPipelineRun(store, actorOf(request).workspace.id, request.params.id);
      if (found === null) throw new TidemarkError('TDM_NOT_FOUND', { what: 'pipeline run', id: request.params.id });
      return { ...wire.runDetailOnWire(found), actions: pipelines === undefined ? [] : actionsOf(found.state) };
    },
  );

  const logQuery = z.object({
    attempt: rowId.optional().describe('Of one attempt only'),
    level: z.enum(logLevels).default('info').describe('This level and the graver ones'),
    direction: z.enum(['asc', 'desc']).default('asc'),
    cursor,
    limit: z.coerce.number().int().min(1).max(500).default(100),
  });
  app.get(
    '/api/v1/pipelines/runs/:id/steps/:step/log',
    {
      schema: {
        summary: 'What the attempts of a step wrote',
        params: z.object({ id: rowId, step: name }),
        querystring: logQuery,
        response: answers(z.object({ items: z.array(wire.logLine), next: z.string().nullable() })),
      },
    },
    async (request) => {
      const { id: runId, step } = request.params;
      const { attempt: attemptId, ...query } = request.query;
      const found = await stepLog(store, { workspaceId: actorOf(request).workspace.id, runId, step, attemptId, ...query });
      if (found === null) throw new TidemarkError('TDM_NOT_FOUND', { what: `step of pipeline run ${runId}`, id: step });
      return { items: found.items.map(wire.logLineOnWire), next: found.next };
    },
  );

  app.get(
    '/api/v1/queue',
    { schema: { summary: 'Steps that wait, each with its reason, and steps and tasks that failed', response: answers(queue.queue) } },
    async (request) => ({
      ...queue.queueOnWire(await stepQueue(store, actorOf(request).workspace.id)),
      failedTasks: (await listFailedTasks(store, actorOf(request).workspace.id)).map(queue.failedTasksOnWire),
      actions: pipelines === undefined ? [] : ['rerun' as const, 'retry' as const],
    }),
  );

  app.get(
    '/api/v1/workers',
    { schema: { summary: 'Workers and what they do', response: answers(z.object({ items: z.array(queue.worker) })) } },
    async (request) => ({ items: (await listWorkers(store, actorOf(request).workspace.id)).map(queue.workerOnWire) }),
  );
};
