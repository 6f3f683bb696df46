import { z } from 'zod';
import type { Json } from '../domain/index.ts';
import type { ParameterSpec, PipelineDefinition, ScheduleDefinition, StepDefinition } from '../jobs/index.ts';
import { retryDefaults, stepDefaults } from './defaults.ts';
import { durationMs } from './duration.ts';

/** What stands there instead of what was meant. */
const instead = (input: unknown): string => {
  if (input === undefined) return 'it is missing';
  if (input === null) return 'nothing is written there';
  if (Array.isArray(input)) return 'this is a list';
  if (typeof input === 'object') return 'this is a group of keys';
  const type = { string: 'a text', number: 'a number', boolean: 'a truth value' }[typeof input as 'string' | 'number' | 'boolean'];
  return `${JSON.stringify(input)} is ${type}`;
};

/** The sentence for a value of another type than was meant. */
const meant =
  (what: string, hint = '') =>
  ({ input }: { readonly input?: unknown }): string =>
    `${instead(input)}; ${what} is meant${hint === '' || input === undefined ? '' : `: ${hint}`}`;

const text = (longest: number) =>
  z
    .string({ error: ({ input }) => meant('a text', typeof input === 'object' && input !== null ? '' : 'put it in quotes')({ input }) })
    .trim()
    .min(1, 'it is empty')
    .max(longest, `it is longer than ${longest} letters`);

const count = z.number({ error: meant('a number') });
const flag = z.boolean({ error: meant('true or false') });
const group = (what: string) => ({ error: meant(what) });

const durationHint = 'a number and its unit, such as 30s, 5m, 2h or 1h30m';
const duration = z.string({ error: meant('a duration', durationHint) }).transform((written, context) => {
  const ms = durationMs(written.trim());
  if (ms !== null) return ms;
  context.addIssue({ code: 'custom', message: `"${written}" is no duration: write ${durationHint}` });
  return z.NEVER;
});

/** A list of texts, or the only one of it. */
const texts = z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(text(100), group('a list of names')));

const settings = z.record(z.string(), z.unknown(), group('a group of keys')).transform((value) => value as Readonly<Record<string, Json>>);

const stepShape = {
  name: text(100),
  does: text(100),
  needs: texts.nullish(),
  with: settings.nullish(),
  pool: text(100).nullish(),
  seats: count.nullish(),
  retries: count.nullish(),
  retryDelay: duration.nullish(),
  timeout: duration.nullish(),
};

const step = z
  .strictObject(stepShape, group('a step, with name and does,'))
  .transform(({ name, does, needs, with: settingsOfStep, pool, seats, retries, retryDelay, timeout }): StepDefinition => ({
    ...{ name, does, needs: needs ?? [], with: settingsOfStep ?? {}, pool: pool ?? stepDefaults(does).pool, seats: seats ?? 1 },
    ...{ retries: retries ?? retryDefaults.retries, retryDelayMs: retryDelay ?? retryDefaults.retryDelayMs },
    timeoutMs: timeout ?? stepDefaults(does).timeoutMs,
  }));

const catchUp = z.unknown().transform((value, context): ScheduleDefinition['catchUp'] => {
  if (value === 'none' || value === 'last' || value === 'all' || typeof value === 'number') return value;
  context.addIssue({ code: 'custom', message: `${instead(value)}; none, last, all or a number of runs is meant` });
  return z.NEVER;
});

const quiet = z
  .string({ error: meant('a time of day', 'from and to, such as "23:00-07:00"') })
  .transform((written, context): ScheduleDefinition['quiet'] => {
    const [, from, to] = /^\s*([\d:]+)\s*-\s*([\d:]+)\s*$/.exec(written) ?? [];
    if (from !== undefined && to !== undefined) return { from, to };
    context.addIssue({ code: 'custom', message: `"${written}" is no time of day: write from and to, such as "23:00-07:00"` });
    return z.NEVER;
  });

const scheduleShape = {
  cron: text(200),
  zone: text(100),
  jitter: duration.nullish(),
  quiet: quiet.nullish(),
  catchUp: catchUp.optional(),
  paused: flag.nullish(),
};

const schedule = z
  .strictObject(scheduleShape, group('a schedule, with cron and zone,'))
  .transform(({ cron, zone, jitter, quiet: hours, catchUp: missed, paused }): ScheduleDefinition => ({
    ...{ cron, zone, jitterMs: jitter ?? 0, quiet: hours ?? null, catchUp: missed ?? 'none' },
    ...(paused ? { paused } : {}),
  }));

const title = text(200).nullish();
const parameterShapes = {
  text: {
    type: z.literal('text'),
    title,
    default: z.string({ error: meant('a text', 'put it in quotes') }).nullish(),
    choices: texts.nullish(),
  },
  number: { type: z.literal('number'), title, default: count, min: count.nullish(), max: count.nullish() },
  boolean: { type: z.literal('boolean'), title, default: flag },
};

/** `limit: 10` stands for `limit: { type: number, default: 10 }`; a type that is not named is that of the default. */
const spelledOut = (value: unknown): unknown => {
  if (value === null) return { type: 'text', default: null };
  if (typeof value !== 'object') return { type: typeOf(value), default: value };
  return Array.isArray(value) || 'type' in value ? value : { type: typeOf('default' in value ? value.default : null), ...value };
};

const typeOf = (value: unknown): string => (typeof value === 'number' || typeof value === 'boolean' ? typeof value : 'text');

const parameter = z.preprocess(
  spelledOut,
  z
    .discriminatedUnion(
      'type',
      [z.strictObject(parameterShapes.text), z.strictObject(parameterShapes.number), z.strictObject(parameterShapes.boolean)],
      { error: ({ input }) => (isGroup(input) ? 'a type is text, number or boolean' : meant('a default, or a group of keys')({ input })) },
    )
    .transform((read) => {
      const shared = { title: read.title ?? '' };
      if (read.type === 'boolean') return { type: read.type, ...shared, default: read.default };
      if (read.type === 'text')
        return { type: read.type, ...shared, default: read.default ?? null, ...(read.choices ? { choices: read.choices } : {}) };
      const { min, max } = read;
      return {
        type: read.type,
        ...shared,
        default: read.default,
        ...(typeof min === 'number' ? { min } : {}),
        ...(typeof max === 'number' ? { max } : {}),
      };
    }),
);

const isGroup = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const fileShape = {
  name: text(100),
  title: text(200).nullish(),
  parameters: z.record(z.string(), parameter, group('a group of keys')).nullish(),
  schedule: schedule.nullish(),
  steps: z.array(step, group('a list of steps')),
};

/** A pipeline as a file has it, to the definition it stands for. */
export const pipelineFile = z.strictObject(fileShape, group('a pipeline, with name and steps,')).transform((file): PipelineDefinition => ({
  name: file.name,
  title: file.title ?? file.name,
  parameters: Object.fromEntries(
    Object.entries(file.parameters ?? {}).map(([name, spec]): [string, ParameterSpec] => [
      name,
      { ...spec, title: spec.title === '' ? name : spec.title },
    ]),
  ),
  schedule: file.schedule ?? null,
  steps: file.steps,
}));

/** The keys that are known at a place of a file. */
export const keysAt = (path: readonly PropertyKey[]): readonly string[] => {
  if (path.length === 0) return Object.keys(fileShape);
  if (path[0] === 'schedule') return Object.keys(scheduleShape);
  if (path[0] === 'steps') return Object.keys(stepShape);
  return [...new Set(Object.values(parameterShapes).flatMap((shape) => Object.keys(shape)))];
};
