import { z } from 'zod';
import { TidemarkError } from '../domain/index.ts';
import {
  addSchedule,
  calendarOf,
  changeSchedule,
  comingStarts,
  listSchedules,
  pauseSchedule,
  removeSchedule,
  resumeSchedule,
  scheduleKey,
  scheduleOutlook,
  scheduleProblem,
  scheduleWaits,
  startsOf,
} from '../jobs/index.ts';
import type { PipelineDefinition, Schedule, ScheduleDefinition, Start } from '../jobs/index.ts';
import { databaseClock } from '../store/index.ts';
import { actorOf } from './guard.ts';
import type { Api, ApiOptions } from './options.ts';
import { parameters, readValues, requirePipeline } from './pipeline-begin.ts';
import { schedule } from './pipeline-shapes.ts';
import { Refusal } from './problems.ts';
import { answers, instant, named, rowId, text, wireInstant } from './schemas.ts';

const report = named(
  'ScheduleReport',
  schedule.extend({
    waits: z.enum(scheduleWaits).nullable().describe('What keeps it from beginning at the time its line says'),
    problem: z.string().nullable().describe('Of one that cannot be read'),
    dueAt: instant.nullable().describe('What should have begun and no worker has seen'),
    isOwn: z.boolean().describe('Its pipeline brings it along: it can be paused and not removed'),
  }),
);

const start = z.object({
  at: instant,
  interval: z.object({ start: instant, end: instant.describe('Not part of it') }).describe('The time the run is about'),
  isQuiet: z.boolean().describe('It would begin earlier without the quiet hours'),
});

const time = text(10);
const definition = {
  cron: text(200).describe('Five fields, or six with seconds first'),
  zone: text(100).describe('Whose clock it goes by, such as Asia/Seoul'),
  jitterMs: z.number().describe('Each start is delayed by up to so much'),
  quiet: z.object({ from: time, to: time }).nullable().describe('Local times between which nothing starts, such as 23:00'),
  catchUp: z.union([z.enum(['none', 'last', 'all']), z.number()]).describe('What is done about missed runs'),
};
const change = z.object({ ...definition, parameters }).partial();
const addition = z.object({
  ...definition,
  pipeline: text(100).min(1),
  name: text(64).min(1),
  zone: definition.zone.default('Asia/Seoul'),
  jitterMs: definition.jitterMs.default(0),
  quiet: definition.quiet.default(null),
  catchUp: definition.catchUp.default('none'),
  parameters: parameters.default({}),
});

const plain: ScheduleDefinition = { cron: '0 0 * * *', zone: 'UTC', jitterMs: 0, quiet: null, catchUp: 'none' };

/** What the definition itself stands among in a request. */
const definitionIn = (given: z.output<typeof change>): Partial<ScheduleDefinition> =>
  Object.fromEntries(Object.entries(given).filter(([name, value]) => name in plain && value !== undefined));

/** Says of every part that cannot be used why, each at its place. */
const refuseUnusable = (key: string, given: Partial<ScheduleDefinition>): void => {
  const issues = Object.entries(given).flatMap(([name, value]) => {
    const message = scheduleProblem({ ...plain, [name]: value });
    return message === null ? [] : [{ path: `body/${name}`, message }];
  });
  if (issues[0]) throw new Refusal(400, 'TDM_SCHEDULE_INVALID', { schedule: key, reason: issues[0].message }, { issues });
};

const starts = z.object({ items: z.array(start), zone: z.string() });
const startOnWire = ({ at, interval, isQuiet }: Start): z.output<typeof start> => ({
  at: wireInstant(at),
  interval: { start: wireInstant(interval.start), end: wireInstant(interval.end) },
  isQuiet,
});

/** A line that fires more seldom is not shown ahead. */
const farMs = 5 * 366 * 86_400_000;

const params = z.object({ id: rowId });

/** When pipelines run by themselves: seen, added, changed, paused, removed. */
export const scheduleRoutes = (app: Api, { store, pipelines }: ApiOptions): void => {
  const nowOf = async (): Promise<number> => (await databaseClock(store)).now();
  const known = async (): Promise<readonly PipelineDefinition[]> => (await pipelines?.definitions()) ?? [];
  const find = async (workspaceId: string, id: string): Promise<Schedule> => {
    const found = (await listSchedules(store, workspaceId)).find((each) => each.id === id);
    if (found === undefined) throw new TidemarkError('TDM_NOT_FOUND', { what: 'schedule', id });
    return found;
  };
  const onWire = (found: Schedule, definitions: readonly PipelineDefinition[], now: number): z.output<typeof report> => {
    const { definition: line, pausedAt, nextAt: due, ...rest } = found;
    const pipeline = definitions.find(({ name }) => name === found.pipeline);
    // Without the files nobody knows which pipelines there are.
    const { nextAt, waits, problem } = scheduleOutlook(found, now, pipeline !== undefined || pipelines === undefined);
    return {
      ...{ id: rest.id, pipeline: rest.pipeline, name: rest.name, parameters: rest.parameters },
      ...{ cron: line.cron, zone: line.zone, jitterMs: line.jitterMs, quiet: line.quiet, catchUp: String(line.catchUp) },
      ...{ waits, problem, isOwn: found.name === 'default' && (pipeline?.schedule ?? null) !== null },
      pausedAt: pausedAt === null ? null : wireInstant(pausedAt),
      nextAt: nextAt === null ? null : wireInstant(nextAt),
      dueAt: waits === 'worker' && due !== null ? wireInstant(due) : null,
    };
  };
  const reported = async (found: Schedule) => onWire(found, await known(), await nowOf());

  const list = z.object({ items: z.array(report), actions: z.array(z.enum(['add'])).describe('What can be done about them here') });
  app.get('/api/v1/schedules', { schema: { summary: 'When pipelines run by themselves', response: answers(list) } }, async (request) => {
    const [all, definitions, now] = [await listSchedules(store, actorOf(request).workspace.id), await known(), await nowOf()];
    return { items: all.map((each) => onWire(each, definitions, now)), actions: pipelines === undefined ? [] : ['add' as const] };
  });

  const count = z.object({ count: z.coerce.number().int().min(1).max(100).default(10) });
  app.get(
    '/api/v1/schedules/:id/starts',
    {
      schema: {
        summary: 'The coming starts of a schedule, as if it were not paused',
        params,
        querystring: count,
        response: answers(starts),
      },
    },
    async (request) => {
      const found = await find(actorOf(request).workspace.id, request.params.id);
      const items = comingStarts(found, await nowOf(), request.query.count).map(startOnWire);
      return { zone: found.definition.zone, items };
    },
  );

  app.post(
    '/api/v1/schedules/preview',
    {
      schema: {
        summary: 'When a schedule would begin runs, before it is written down',
        body: z
          .object({ ...definition, jitterMs: definition.jitterMs.default(0), quiet: definition.quiet.default(null) })
          .omit({ catchUp: true }),
        response: answers(starts),
      },
    },
    async (request) => {
      refuseUnusable('as it stands here', request.body);
      const now = await nowOf();
      const calendar = calendarOf({ ...plain, ...request.body, jitterMs: 0 }, 'preview');
      const coming: Start[] = [];
      for (const each of startsOf(calendar, 'preview', now, now + farMs)) if (coming.push(each) === 3) break;
      return { zone: request.body.zone, items: coming.map(startOnWire) };
    },
  );

  for (const [name, act, summary] of [
    ['pause', pauseSchedule, 'Nothing of it begins by itself until it is resumed'],
    ['resume', resumeSchedule, 'Let a paused schedule go on'],
  ] as const)
    app.post(`/api/v1/schedules/:id/${name}`, { schema: { summary, params, response: answers(report) } }, async (request) => {
      const { id: workspaceId } = actorOf(request).workspace;
      const found = await find(workspaceId, request.params.id);
      return reported(await act(store, { workspaceId, key: scheduleKey(found) }));
    });

  const gone = { 204: z.undefined(), default: answers(report).default };
  app.delete(
    '/api/v1/schedules/:id',
    { schema: { summary: 'Remove a schedule; its runs stay', params, response: gone } },
    async (request, reply) => {
      const { id: workspaceId } = actorOf(request).workspace;
      const found = await find(workspaceId, request.params.id);
      const own = (await known()).find(({ name }) => name === found.pipeline)?.schedule ?? null;
      await removeSchedule(store, { workspaceId, key: scheduleKey(found), isOwn: own !== null });
      return reply.code(204).send();
    },
  );

  if (pipelines === undefined) return;
  app.post(
    '/api/v1/schedules',
    {
      schema: {
        summary: 'Add a schedule; it begins from now',
        body: addition,
        response: { 201: report, default: answers(report).default },
      },
    },
    async (request, reply) => {
      const { pipeline: of, name, parameters: given, ...line } = request.body;
      const pipeline = await requirePipeline(pipelines, of);
      refuseUnusable(`${of}/${name}`, line);
      const values = readGiven(pipeline, given);
      const added = await addSchedule(store, {
        workspaceId: actorOf(request).workspace.id,
        pipeline,
        name,
        definition: line,
        parameters: values,
      });
      return reply.code(201).send(await reported(added));
    },
  );

  app.patch(
    '/api/v1/schedules/:id',
    { schema: { summary: 'Change a schedule; a new line or zone counts from now', params, body: change, response: answers(report) } },
    async (request) => {
      const { id: workspaceId } = actorOf(request).workspace;
      const found = await find(workspaceId, request.params.id);
      const pipeline = await requirePipeline(pipelines, found.pipeline);
      const line = definitionIn(request.body);
      refuseUnusable(scheduleKey(found), line);
      const values = readGiven(pipeline, request.body.parameters ?? {});
      return reported(
        await changeSchedule(store, { workspaceId, key: scheduleKey(found), pipeline, definition: line, parameters: values }),
      );
    },
  );
};

/** The values that were given, and not the defaults of the others: those are asked for anew at each run. */
const readGiven = (pipeline: PipelineDefinition, given: z.output<typeof parameters>) => {
  const values = readValues(pipeline, given);
  return Object.fromEntries(Object.keys(given).map((name) => [name, values[name]!]));
};
