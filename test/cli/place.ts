import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, expect, inject } from 'vitest';
import { createSimulator } from '../../src/sim/index.ts';
import type { Simulator, SimulatorOptions } from '../../src/sim/index.ts';
import type { Store } from '../../src/store/index.ts';
import { freshAddress } from '../support/database.ts';
import { openStore } from '../../src/store/index.ts';
import { startOnStandby } from '../support/standby.ts';
import { cleanEnvironment, startTidemark } from '../support/tidemark.ts';
import type { Ended } from '../support/tidemark.ts';

type Settings = Readonly<Record<string, string>>;

/** Longer than any command of these tests takes on a busy machine; what takes longer hangs. */
export const limitMs = 45_000;

/**
 * Runs a command to its end, or fails the test when it has none. Where it begins anything that outlives a command (a private database), is to read what it is
 * given, or is to die, `bin/tidemark` is started; else it is run by a process on standby.
 */
export const run = async (words: readonly string[], settings: Settings = {}, input?: string): Promise<Ended> => {
  const ownProcess = input !== undefined || !settings['DATABASE_URL'] || 'TIDEMARK_CRASH_AT' in settings;
  const { child, ended } = ownProcess ? startTidemark(words, settings, input) : startOnStandby(words, cleanEnvironment(settings));
  // The sample of `up` is more than forty collections.
  const timer = setTimeout(() => child.kill('SIGKILL'), words[0] === 'up' ? 3 * limitMs : limitMs);
  const end = await ended;
  clearTimeout(timer);
  expect(end.signal, `tidemark ${words.join(' ')} hung; it had said: ${end.stderr}`).toBeNull();
  return end;
};

/** A folder that is removed with its contents when the tests of the file have ended. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-cli-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** The one line an error is told in: its code, a sentence, the next action; no stack; and the same as JSON when that was asked for. */
export const expectError = (end: Ended, code: string, exitCode: number): string => {
  const lines = end.stderr.split('\n').filter((line) => line.startsWith('TDM_'));
  expect(lines, end.stderr).toHaveLength(1);
  expect(lines[0]).toMatch(new RegExp(`^${code}: .+; .+`));
  expect(lines[0]).not.toMatch(/\[object|\{\w+\}/);
  expect(end.stderr).not.toMatch(/^ {4}at /m);
  expect(end.code, lines[0]).toBe(exitCode);
  return lines[0]!;
};

/** A schema of its own for a real and a sample world, and how to run commands on it. */
export interface Place {
  readonly settings: Settings;
  readonly data: string;
  run(words: readonly string[], settings?: Settings, input?: string): Promise<Ended>;
  /** Runs a command with `--json` and returns its document, which must be all there is on stdout. */
  // oxlint-disable-next-line no-explicit-any
  json(words: readonly string[], settings?: Settings): Promise<any>;
  /** The store of one world; closed by itself. */
  store(world: 'real' | 'sample'): Promise<Store>;
}

/** Call it at the top of a file or `describe`. */
export const place = (more: Settings = {}): Place => {
  const { databaseUrl, schema } = freshAddress();
  const data = temporaryFolder();
  const settings = {
    DATABASE_URL: databaseUrl,
    TIDEMARK_SCHEMA: schema,
    TIDEMARK_DATA: data,
    TIDEMARK_PRIVACY_KEY: 'one key for all tests',
    ...more,
  };
  const opened = new Map<string, Store>();
  const store = async (world: 'real' | 'sample'): Promise<Store> => {
    const name = world === 'sample' ? `${schema}_sample` : schema;
    const known =
      opened.get(name) ?? (await openStore({ databaseUrl: inject('databaseUrl'), dataFolder: tmpdir(), schema: name, poolSize: 3 }));
    opened.set(name, known);
    return known;
  };
  afterAll(async () => {
    for (const each of opened.values()) await each.close();
    // By a plain connection: to open a store would make the schema that is to be dropped.
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    for (const name of [schema, `${schema}_sample`])
      await client.query(`drop schema if exists "${name}", "${name}_compat", "${name}_jobs" cascade`);
    await client.end();
  });
  const runHere: Place['run'] = (words, extra = {}, input) => run(words, { ...settings, ...extra }, input);
  return {
    ...{ settings, data, store, run: runHere },
    json: async (words, extra) => {
      const { stdout, stderr } = await runHere([...words, '--json'], extra);
      try {
        return JSON.parse(stdout);
      } catch {
        throw new Error(`not one JSON document: ${stdout.slice(0, 500)} (stderr: ${stderr})`);
      }
    },
  };
};

/** A simulator of 12 titles and 150 episodes; closed when the tests of the file have ended. */
export const simulator = async (options: SimulatorOptions = {}): Promise<Simulator> => {
  const made = await createSimulator({ titles: 12, episodes: 150, ...options });
  afterAll(() => made.close());
  return made;
};
