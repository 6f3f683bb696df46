import { basename, extname } from 'node:path';
import { TidemarkError } from '../domain/index.ts';
import type { Json } from '../domain/index.ts';
import type { PipelineDefinition } from '../jobs/index.ts';
import { findingsIn } from './check.ts';
import type { Known } from './check.ts';
import { didYouMean } from './nearest.ts';
import { placeOf, problemLine } from './problem.ts';
import type { Finding, Path, Problem } from './problem.ts';
import { readText } from './read-text.ts';
import { keysAt, pipelineFile } from './shape.ts';

/** What a file says, and everything that is wrong with it. */
export interface ReadPipeline {
  /** Of the pipeline; that of the file when the pipeline's cannot be read. */
  readonly name: string;
  /** Null when there are problems. */
  readonly definition: PipelineDefinition | null;
  /** From the top of the file to its end. */
  readonly problems: readonly Problem[];
}

/** What is told of one file at most. A message may quote the file, and a file may be built to have thousands of problems. */
const mostProblems = 100;
const longestMessage = 400;

/** Reads the text of a pipeline file, YAML or (by its name) JSON. Never throws: every problem is returned, with its place and line. */
export const readPipeline = (text: string, fileName: string, known: Known = {}): ReadPipeline => {
  const { value, findings: ofText, lineOf } = readText(text, extname(fileName).toLowerCase() === '.json' ? 'json' : 'yaml');
  const parsed = value === undefined ? null : pipelineFile.safeParse(value);
  const misshapen = parsed?.success === false ? parsed.error.issues.flatMap(findingsOf) : [];
  // What could not be read has no shape to speak of.
  const wrong = [...ofText, ...misshapen.filter(({ path }) => !isWithin(ofText, path))];
  // What has the wrong shape is left out, so that all else can be checked in the same go; what would then be said of its place would be its echo.
  const rest = value === undefined || parsed?.success ? null : pipelineFile.safeParse(without(value, misshapen));
  const definition = parsed?.data ?? rest?.data ?? null;
  const ofSense = definition === null ? [] : findingsIn(definition, known).filter((each) => !isEcho(each, ofText, wrong));
  const problems = [...wrong, ...ofSense]
    .map(({ path, message, ...more }): Problem => ({
      path,
      message: message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message,
      place: placeOf(path, value),
      line: 'line' in more ? (more.line as number) : lineOf(path),
    }))
    .sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
  const left = problems.length - mostProblems;
  if (left > 0)
    problems.splice(mostProblems, left, { path: [], place: '', line: null, message: `there are ${left} more; correct these first` });
  return { name: nameIn(value) ?? basename(fileName, extname(fileName)), definition: problems.length === 0 ? definition : null, problems };
};

/** Reads the text of a pipeline file. Throws TDM_PIPELINE_INVALID, whose details hold every problem. */
export const loadPipeline = (text: string, fileName: string, known: Known = {}): PipelineDefinition => {
  const { definition, problems } = readPipeline(text, fileName, known);
  if (definition === null) throw invalidPipeline(fileName, problems);
  return definition;
};

/** TDM_PIPELINE_INVALID: the first problem, how many there are, and all of them in the details. */
export const invalidPipeline = (file: string, problems: readonly Problem[]): TidemarkError => {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new TidemarkError('TDM_PIPELINE_INVALID', { file, problem: `${first ? problemLine(file, first) : file}${more}`, problems });
};

/** The name a broken file has nevertheless. */
const nameIn = (value: Json | undefined): string | null => {
  const name = isGroup(value) ? value['name'] : undefined;
  return typeof name === 'string' && name.trim() !== '' ? name.trim() : null;
};

type Issue = NonNullable<ReturnType<typeof pipelineFile.safeParse>['error']>['issues'][number];

const findingsOf = (issue: Issue): Finding[] => {
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  const others = keysAt(path);
  return issue.keys.map((key) => ({
    path: [...path, key],
    message: others.includes(key) ? `"${key}" has no meaning here` : `there is no key "${key}" here${didYouMean(key, others)}`,
  }));
};

/** Whether a finding only follows from others: something is wrong around its place, or could not be read inside of it. */
const isEcho = (finding: Finding, unread: readonly Finding[], wrong: readonly Finding[]): boolean =>
  isWithin(wrong, finding.path) || unread.some(({ path }) => isWithin([finding], path));

/** Whether something was found at this place or around it; the file as a whole is no place. */
const isWithin = (findings: readonly Finding[], inner: Path): boolean =>
  findings.some(({ path }) => path.length > 0 && path.length <= inner.length && path.every((key, at) => key === inner[at]));

/** What stands in for something that is required and cannot be read, so that the rest can be checked; undefined: it is simply left out. */
const standIn = ([first, second, third, ...rest]: Path): Json | undefined => {
  if (rest.length > 0) return undefined;
  if (first === 'name' && second === undefined) return 'unreadable';
  if (first === 'schedule' && third === undefined) return second === 'cron' ? '0 0 * * *' : second === 'zone' ? 'UTC' : undefined;
  if (first !== 'steps' || second === undefined) return undefined;
  if (third === undefined) return { name: `unreadable-${second}`, does: 'unreadable' };
  return third === 'name' ? `unreadable-${second}` : third === 'does' ? 'unreadable' : undefined;
};

/** The value without what has the wrong shape. */
const without = (value: Json, findings: readonly Finding[]): Json => {
  const copy = structuredClone(value) as Json;
  for (const { path } of findings) {
    // Of a step one key goes, of a schedule too. A parameter keeps its name: it is not unknown, only unreadable.
    const place = path.slice(0, path[0] === 'steps' ? 3 : 2);
    const key = place.at(-1);
    const parent = place.slice(0, -1).reduce<Json | undefined>((at, name) => below(at, name), copy);
    if (key === undefined || typeof parent !== 'object' || parent === null) continue;
    const target = parent as Record<string | number, Json>;
    const instead = path[0] === 'parameters' && place.length === 2 ? null : standIn(path);
    if (instead === undefined) delete target[key];
    else target[key] = instead;
  }
  return copy;
};

const below = (value: Json | undefined, key: string | number): Json | undefined =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string | number, Json>>)[key] : undefined;

const isGroup = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
