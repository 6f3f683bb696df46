import { reasonOf } from '../domain/index.ts';
import type { ParameterSpec, ParameterValues, PipelineDefinition, StepDefinition, StepHandler } from '../jobs/index.ts';
import { cyclesOf } from './cycles.ts';
import { mostSteps, ranges } from './defaults.ts';
import { durationText } from './duration.ts';
import { didYouMean } from './nearest.ts';
import { defaultsOf, fillParameters, namesIn } from './parameters.ts';
import { placeOf } from './problem.ts';
import type { Finding, Problem } from './problem.ts';
import { findingsInSchedule } from './check-schedule.ts';

/** What a definition is checked against. What is left out is not checked. */
export interface Known {
  /** By the name that steps use. */
  readonly handlers?: Readonly<Record<string, Pick<StepHandler, 'check'>>>;
  /** Names of pools. */
  readonly pools?: readonly string[];
  /** Parameters it is to be begun with; its defaults when absent. */
  readonly values?: ParameterValues;
}

/** Everything that is wrong with a definition, in one go. Empty: it can be run, with its defaults or with the values given. */
export const checkPipeline = (definition: PipelineDefinition, known: Known): Problem[] =>
  findingsIn(definition, known).map((finding) => ({ ...finding, place: placeOf(finding.path, definition), line: null }));

/** The same, each with its path only; `timeout` and the like stand for `timeoutMs`, as files have them. */
export const findingsIn = (definition: PipelineDefinition, known: Known): Finding[] => [
  ...nameFindings(definition.name, ['name']),
  ...Object.entries(definition.parameters).flatMap(([name, spec]) => findingsInParameter(name, spec)),
  ...(definition.schedule === null ? [] : findingsInSchedule(definition.schedule)),
  ...findingsInOrder(definition.steps),
  ...definition.steps.flatMap((step, place) => findingsInStep(definition, step, place, known)),
];

/** Names stand in addresses, in queues and in files. */
const namePattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

const nameFindings = (name: string, path: Finding['path']): Finding[] =>
  namePattern.test(name)
    ? []
    : [{ path, message: `"${name}" is no name: use up to 63 small letters (a to z), digits and hyphens, such as "prices-hourly"` }];

const findingsInParameter = (name: string, spec: ParameterSpec): Finding[] => {
  const path = ['parameters', name];
  const found: Finding[] = [];
  if (!/^[a-z][\w-]{0,62}$/i.test(name))
    found.push({ path, message: `"${name}" is no name of a parameter: use up to 63 letters (a to z), digits, _ and -, a letter first` });
  if (spec.type === 'text' && spec.choices && spec.default !== null && !spec.choices.includes(spec.default))
    found.push({ path: [...path, 'default'], message: `"${spec.default}" is none of its choices: ${spec.choices.join(', ')}` });
  if (spec.type === 'number') {
    const { min = -Infinity, max = Infinity } = spec;
    if (min > max) found.push({ path: [...path, 'min'], message: `${min} is more than the max of ${max}` });
    else if (spec.default < min || spec.default > max)
      found.push({ path: [...path, 'default'], message: `${spec.default} is not between ${spec.min ?? 'any'} and ${spec.max ?? 'any'}` });
  }
  return found;
};

/** What is wrong with the steps as a whole: their number, their names, and what comes after what. */
const findingsInOrder = (steps: readonly StepDefinition[]): Finding[] => {
  const found: Finding[] = [];
  if (steps.length === 0) found.push({ path: ['steps'], message: 'there is no step' });
  if (steps.length > mostSteps)
    found.push({
      path: ['steps'],
      message: `there are ${steps.length} steps, and ${mostSteps} is the most; let one pipeline begin another (run-pipeline)`,
    });
  const first = new Map<string, number>();
  for (const [place, { name }] of steps.entries()) {
    if (first.has(name))
      found.push({ path: ['steps', place, 'name'], message: `there is a step "${name}" already, the ${ordinal(first.get(name)!)}` });
    else first.set(name, place);
  }
  const names = [...first.keys()];
  for (const [place, { needs }] of steps.entries()) {
    for (const [at, need] of needs.entries()) {
      const path = ['steps', place, 'needs', at];
      if (!first.has(need)) found.push({ path, message: `there is no step "${need}"${didYouMean(need, names)}` });
      else if (needs.indexOf(need) < at) found.push({ path, message: `"${need}" is named twice` });
    }
  }
  for (const cycle of cyclesOf(steps))
    found.push({
      path: ['steps', first.get(cycle[0]!)!, 'needs'],
      message: `the steps need each other in a circle, so that none could begin: ${[...cycle, cycle[0]].join(' -> ')}`,
    });
  return found;
};

const ordinal = (place: number): string => {
  const number = place + 1;
  const ending = number % 100 > 10 && number % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${ending}`;
};

const findingsInStep = (
  definition: PipelineDefinition,
  step: StepDefinition,
  place: number,
  { handlers, pools, values }: Known,
): Finding[] => {
  const at = (...keys: (string | number)[]): Finding['path'] => ['steps', place, ...keys];
  const found = nameFindings(step.name, at('name'));
  if (pools && !pools.includes(step.pool))
    found.push({
      path: at('pool'),
      message: `there is no pool "${step.pool}"${didYouMean(step.pool, pools) || `; known are ${pools.join(', ')}`}`,
    });
  for (const key of ['seats', 'retries'] as const) {
    const [least, most] = ranges[key];
    const value = step[key];
    if (!Number.isInteger(value) || value < least || value > most)
      found.push({ path: at(key), message: `${value} is no whole number from ${least} to ${most}` });
  }
  for (const [key, name] of [
    ['retryDelayMs', 'retryDelay'],
    ['timeoutMs', 'timeout'],
  ] as const) {
    const [least, most] = ranges[key];
    const value = step[key];
    if (!Number.isInteger(value) || value < least || value > most)
      found.push({ path: at(name), message: `${durationText(value)} is not between ${durationText(least)} and ${durationText(most)}` });
  }
  const parameters = Object.keys(definition.parameters);
  const unknown = namesIn(step.with).filter(({ name }) => !parameters.includes(name));
  for (const { name, path } of unknown)
    found.push({
      path: at('with', ...path),
      message: `\${${name}} stands for nothing: there is no parameter "${name}"${didYouMean(name, parameters)}`,
    });
  if (!handlers) return found;
  if (!Object.hasOwn(handlers, step.does)) {
    const names = Object.keys(handlers);
    return [
      ...found,
      { path: at('does'), message: `nothing here does "${step.does}"${didYouMean(step.does, names) || `; known are ${names.join(', ')}`}` },
    ];
  }
  // An unknown parameter would be told a second time, as the handler sees it.
  if (unknown.length > 0) return found;
  const complaint = complaintOf(handlers[step.does]!, step, { ...defaultsOf(definition), ...values });
  return complaint === null ? found : [...found, { path: at('with'), message: complaint }];
};

/** What the handler says of its settings. One that throws has not expected them either. */
const complaintOf = (handler: Pick<StepHandler, 'check'>, step: StepDefinition, values: ParameterValues): string | null => {
  try {
    return handler.check(fillParameters(step, values));
  } catch (error) {
    return reasonOf(error);
  }
};
