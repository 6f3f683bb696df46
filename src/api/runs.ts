import { z } from 'zod';
import { catalogue, TidemarkError } from '../domain/index.ts';
import type { ErrorCode } from '../domain/index.ts';
import { failedCollection, findRun, listRuns, origins, runStates } from '../insight/index.ts';
import type { RunSummary } from '../insight/index.ts';
import { actorOf } from './guard.ts';
import type { Api, ApiOptions } from './options.ts';
import { answers, cursor, day, instant, limit, named, platform, rowId, wireInstant } from './schemas.ts';

const whole = z.number().int();
const failure = z.object({ code: z.string(), message: z.string(), next: z.string().nullable() });

const run = named(
  'Run',
  z.object({
    id: rowId,
    platform,
    origin: z.enum(origins),
    streams: z.array(z.string()),
    day,
    zone: z.string(),
    state: z.enum(runStates),
    startedAt: instant,
    finishedAt: instant.nullable(),
    pages: whole,
    records: whole,
    observations: whole,
    misfits: whole,
    bytes: whole,
    outcomes: z.record(z.string(), z.number()),
    durationMs: whole,
    peakMemoryBytes: whole,
    error: failure.nullable(),
    progress: z.object({ tasks: whole, done: whole }),
  }),
);

const runDetail = run.omit({ streams: true }).extend({
  selection: z.unknown(),
  version: z.string(),
  streams: z.array(z.object({ name: z.string(), tasks: whole, done: whole, failed: whole, waiting: whole, targets: whole, pages: whole })),
  failures: z.array(z.object({ stream: z.string(), batch: whole, code: z.string().nullable(), message: z.string().nullable() })),
  actions: z.array(z.enum(['retry'])).describe('What can be done about it here'),
  isToday: z.boolean().describe('Its day is not over'),
  misfitGroups: z.array(z.object({ endpoint: z.string(), path: z.string(), reason: z.string(), count: whole, exchangeId: rowId })),
});

/** What the catalogue says to do about a stored error; a code of another version has no entry here. */
const nextOf = (code: string, about: RunSummary): string | null =>
  Object.hasOwn(catalogue, code) ? new TidemarkError(code as ErrorCode, { run: about.id, platform: about.platform }).next : null;

const runOnWire = ({ errorCode, errorMessage, ...summary }: RunSummary): z.output<typeof run> => ({
  ...summary,
  streams: [...summary.streams],
  startedAt: wireInstant(summary.startedAt),
  finishedAt: summary.finishedAt && wireInstant(summary.finishedAt),
  error:
    errorCode === null
      ? null
      : { code: errorCode, message: errorMessage ?? '', next: nextOf(errorCode, { errorCode, errorMessage, ...summary }) },
});

/** Runs: what was collected when, how it went, what is wrong. */
export const runRoutes = (app: Api, { store, pipelines }: ApiOptions): void => {
  const listQuery = z.object({ platform: platform.optional(), state: z.enum(runStates).optional(), cursor, limit });
  const listAnswer = z.object({ items: z.array(run), next: z.string().nullable() });
  app.get(
    '/api/v1/runs',
    { schema: { summary: 'Runs, newest first', querystring: listQuery, response: answers(listAnswer) } },
    async (request) => {
      const { items, next } = await listRuns(store, { workspaceId: actorOf(request).workspace.id, ...request.query });
      return { items: items.map(runOnWire), next };
    },
  );

  const params = z.object({ id: rowId });
  app.get('/api/v1/runs/:id', { schema: { summary: 'One run', params, response: answers(runDetail) } }, async (request) => {
    const found = await findRun(store, actorOf(request).workspace.id, request.params.id);
    if (found === null) throw new TidemarkError('TDM_RUN_UNKNOWN', { run: request.params.id });
    const { selection, version, streamProgress, failures, misfitGroups, ...summary } = found;
    const isToday = (await failedCollection(store, actorOf(request).workspace.id, found.id))?.isToday ?? false;
    return {
      ...runOnWire(summary),
      selection,
      version,
      streams: [...streamProgress],
      failures: [...failures],
      misfitGroups: [...misfitGroups],
      actions: pipelines !== undefined && isToday && summary.state === 'failed' ? ['retry' as const] : [],
      isToday,
    };
  });
};
