import { z } from 'zod';
import { TidemarkError } from '../domain/index.ts';
import { findPipelineRun } from '../insight/index.ts';
import { actorOf } from './guard.ts';
import type { Api, ApiOptions } from './options.ts';
import { answers, rowId, text } from './schemas.ts';

const params = z.object({ id: rowId });

/** What a person can do about runs of pipelines. */
export const pipelineActions = (app: Api, { store, pipelines }: ApiOptions): void => {
  if (pipelines === undefined) return;
  const requireRun = async (workspaceId: string, id: string): Promise<void> => {
    if ((await findPipelineRun(store, workspaceId, id)) === null) throw new TidemarkError('TDM_NOT_FOUND', { what: 'pipeline run', id });
  };
  const answered = answers(z.object({ id: rowId }));
  app.post(
    '/api/v1/pipelines/runs/:id/cancel',
    { schema: { summary: 'End a run: what waits is taken back, what is under way stops at its next page', params, response: answered } },
    async (request) => {
      const { id } = request.params;
      await requireRun(actorOf(request).workspace.id, id);
      await pipelines.cancel(id);
      return { id };
    },
  );

  const again = z
    .object({
      from: text(100).min(1).optional().describe('This step and all that need it; all steps when absent'),
      failedOnly: z.boolean().default(false).describe('Only what is not done'),
    })
    .default({ failedOnly: false });
  app.post(
    '/api/v1/pipelines/runs/:id/rerun',
    {
      schema: {
        summary: 'Begin a run for the same interval again',
        params,
        body: again,
        response: { 201: answered[200], default: answered.default },
      },
    },
    async (request, reply) => {
      const { id: runId } = request.params;
      const { from, failedOnly } = request.body;
      await requireRun(actorOf(request).workspace.id, runId);
      const id = await pipelines.rerun({ runId, failedOnly, ...(from === undefined ? {} : { from }) });
      return reply.code(201).send({ id });
    },
  );
};
