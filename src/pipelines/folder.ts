import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathReason, TidemarkError } from '../domain/index.ts';
import type { PipelineDefinition } from '../jobs/index.ts';
import type { Known } from './check.ts';
import { circlesAmong } from './circles.ts';
import type { Problem } from './problem.ts';
import { invalidPipeline, readPipeline } from './read.ts';
import type { ReadPipeline } from './read.ts';
import { limits, tooLarge } from './read-text.ts';

/** A pipeline that can be run. */
export interface KnownPipeline {
  readonly definition: PipelineDefinition;
  readonly file: string;
  readonly isShipped: boolean;
}

/** A file of the operator that cannot be used. A shipped pipeline of its name is not run in its stead: that is not what was asked for. */
export interface BrokenPipeline {
  readonly name: string;
  readonly file: string;
  readonly problems: readonly Problem[];
}

export interface Pipelines {
  /** By name, in the order of their names. */
  readonly pipelines: readonly KnownPipeline[];
  readonly broken: readonly BrokenPipeline[];
}

const shippedFolder = join(import.meta.dirname, 'shipped');

/**
 * The shipped pipelines and those of the operator's folder (`*.yaml`, `*.yml`, `*.json`), which replace shipped ones of the same name. A folder
 * that is not there has none. A file that is broken is named with all its problems, and the others work.
 *
 * Throws TDM_FILE_UNREADABLE when the folder cannot be read.
 */
export const pipelinesOf = async (folder: string | null, known: Known = {}): Promise<Pipelines> => {
  const shipped = await readFolder(shippedFolder, known);
  const damaged = shipped.find(({ definition }) => definition === null);
  if (damaged) throw new TidemarkError('TDM_INTERNAL', { reason: `the shipped pipeline ${basename(damaged.file)} is damaged` });
  const own = folder === null ? [] : named(await readFolder(folder, known));
  const broken = own.filter(({ definition }) => definition === null).map(({ name, file, problems }) => ({ name, file, problems }));
  const all = new Map<string, KnownPipeline>();
  for (const { definition, file } of shipped) all.set(definition!.name, { definition: definition!, file, isShipped: true });
  for (const { name } of broken) all.delete(name);
  for (const { definition, file } of own) if (definition) all.set(definition.name, { definition, file, isShipped: false });
  for (const [name, problem] of circlesAmong([...all.values()].map(({ definition }) => definition))) {
    broken.push({ name, file: all.get(name)!.file, problems: [problem] });
    all.delete(name);
  }
  return { pipelines: [...all.values()].sort((one, other) => (one.definition.name < other.definition.name ? -1 : 1)), broken };
};

/** A pipeline by its name. Throws TDM_PIPELINE_UNKNOWN, or TDM_PIPELINE_INVALID when its file is broken. */
export const pipelineNamed = ({ pipelines, broken }: Pipelines, name: string): KnownPipeline => {
  const found = pipelines.find(({ definition }) => definition.name === name);
  if (found) return found;
  const damaged = broken.find((each) => each.name === name);
  if (damaged) throw invalidPipeline(damaged.file, damaged.problems);
  throw new TidemarkError('TDM_PIPELINE_UNKNOWN', { pipeline: name, known: pipelines.map(({ definition }) => definition.name).join(', ') });
};

/** Reads one file. Whatever keeps it from being read is among its problems. */
export const readPipelineFile = async (file: string, known: Known = {}): Promise<ReadPipeline> => {
  const text = await textOf(file);
  if (typeof text === 'string') return readPipeline(text, file, known);
  return {
    name: basename(file).replace(/\.[^.]*$/, ''),
    definition: null,
    problems: [{ path: [], place: '', line: null, message: text.problem }],
  };
};

interface FileOf extends ReadPipeline {
  readonly file: string;
}

const readFolder = async (folder: string, known: Known): Promise<FileOf[]> => {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new TidemarkError('TDM_FILE_UNREADABLE', { file: folder, reason: pathReason(error) }, error);
  }
  const files = names.filter((name) => /^[^.].*\.(?:ya?ml|json)$/i.test(name)).sort();
  const read: FileOf[] = [];
  for (const name of files) read.push({ file: join(folder, name), ...(await readPipelineFile(join(folder, name), known)) });
  return read;
};

/** Of several files with one name only the first counts; each other is told so. */
const named = (files: readonly FileOf[]): FileOf[] => {
  const first = new Map<string, string>();
  return files.map((each) => {
    if (each.definition === null) return each;
    const before = first.get(each.name);
    if (before === undefined) {
      first.set(each.name, each.file);
      return each;
    }
    const message = `"${each.name}" is the name of ${basename(before)} already`;
    return { ...each, definition: null, problems: [{ path: ['name'], place: 'name', line: null, message }] };
  });
};

const textOf = async (file: string): Promise<string | { readonly problem: string }> => {
  try {
    // Without O_NONBLOCK opening a named pipe would wait for somebody to write into it.
    await using handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = await handle.stat();
    if (stat.isDirectory()) return { problem: 'this is a folder, not a file' };
    if (!stat.isFile()) return { problem: 'this is no ordinary file' };
    if (stat.size > limits.bytes + 3) return { problem: tooLarge(stat.size) };
    // One byte more than fits: a file that grows meanwhile is seen as too large.
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(limits.bytes + 4), 0, limits.bytes + 4, 0);
    return new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, bytesRead));
  } catch (error) {
    if (error instanceof TypeError) return { problem: 'it is not written in UTF-8' };
    return { problem: `it cannot be read: ${pathReason(error)}` };
  }
};
