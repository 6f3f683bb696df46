import type { ChildProcess } from 'node:child_process';
import { afterAll, expect, onTestFinished } from 'vitest';
import { isSettled, outcomes } from '../../src/domain/index.ts';
import { declareLanes } from '../../src/net/lanes/sql/declare.ts';
import { createSimulator } from '../../src/sim/index.ts';
import type { Simulator, SimulatorOptions } from '../../src/sim/index.ts';
import type { Store } from '../../src/store/index.ts';
import { contentsOf, hashed } from './compare.ts';
import type { OwnDatabase } from './fleet-database.ts';
import { createGate } from './fleet-gate.ts';
import { startTidemark } from './tidemark.ts';
import type { Ended, Running } from './tidemark.ts';

export const fleetPlatforms = ['naver-webtoon', 'kakao-webtoon'] as const;
export type FleetPlatform = (typeof fleetPlatforms)[number];

/** A small world of both platforms, with its own schema, and processes that collect it side by side. */
export interface FleetWorld {
  readonly store: Store;
  readonly simulator: Simulator;
  readonly gates: Readonly<Record<FleetPlatform, Awaited<ReturnType<typeof createGate>>>>;
  /** Starts `bin/tidemark collect` on a platform, with `--json` unless other words are given. */
  start(platform: FleetPlatform, settings?: Readonly<Record<string, string>>, words?: readonly string[]): Running;
  /** Starts collections until the platform's run is done; returns how each of them ended. */
  finish(platform: FleetPlatform): Promise<Ended[]>;
  /** How the platform's run stands; null before there is one. */
  stateOf(platform: FleetPlatform): Promise<string | null>;
  /** All that was collected, without what differs between two equal collections. */
  contents(): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

export interface FleetWorldOptions {
  readonly database: OwnDatabase;
  readonly schema: string;
  readonly simulator: SimulatorOptions;
  /** Pace of both lanes; with 0 no windows are handed out. */
  readonly intervalMs: number;
}

/** Makes a world whose gates are shut. */
export const createFleetWorld = async ({ database, schema, simulator, intervalMs }: FleetWorldOptions): Promise<FleetWorld> => {
  const simulated = await createSimulator(simulator);
  const store = await database.open(`${schema}_sample`);
  await declareLanes(
    store,
    fleetPlatforms.map((name) => ({ name, intervalMs, concurrency: 6 })),
  );
  const gates = { 'naver-webtoon': await createGate(simulated.url), 'kakao-webtoon': await createGate(simulated.url) };
  const children = new Set<ChildProcess>();

  const start: FleetWorld['start'] = (platform, settings = {}, words = ['--json']) => {
    const running = startTidemark(['collect', platform, ...words], {
      DATABASE_URL: database.databaseUrl,
      TIDEMARK_SCHEMA: schema,
      TIDEMARK_SIMULATOR: gates[platform].url,
      TIDEMARK_PRIVACY_KEY: 'the same key for all',
      ...settings,
    });
    children.add(running.child);
    void running.ended.then(() => children.delete(running.child));
    return running;
  };
  const stateOf: FleetWorld['stateOf'] = async (platform) => {
    const runs = await store.query<{ state: string }>({ text: 'select state from run where platform = $1', values: [platform] });
    if (runs.length > 1) throw new Error(`${platform} has ${runs.length} runs where one was to be resumed`);
    return runs[0]?.state ?? null;
  };
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closing ??= (async () => {
      for (const child of children) child.kill('SIGKILL');
      for (const gate of Object.values(gates)) await gate[Symbol.asyncDispose]();
      await simulated.close();
    })());
  // Also when the test fails: no process of a fleet outlives it.
  if (expect.getState().currentTestName === undefined) afterAll(close);
  else onTestFinished(close);
  return {
    ...{ store, gates, start, stateOf, close, simulator: simulated },
    finish: async (platform) => {
      gates[platform].allow(Infinity);
      const ends: Ended[] = [];
      while (ends.length < 6 && (await stateOf(platform)) !== 'done') ends.push(await start(platform).ended);
      return ends;
    },
    contents: async () => ({
      ...(await contentsOf(store)),
      exchanges: await hashed(
        store,
        `select platform, stream, endpoint, url, status, outcome from exchange where outcome in (${settled.map((name) => `'${name}'`).join()})`,
      ),
    }),
  };
};

/** A fault that a killed process met is gone when it is asked again: answers that conclude nothing are not compared. */
const settled = outcomes.filter(isSettled);

/** How many processes are at work on a stream. */
export const livingWorkers = async ({ store }: FleetWorld): Promise<number> => {
  const [row] = await store.query<{ living: number }>('select count(*)::int as living from worker where worker_alive(id)');
  return row!.living;
};

/** Looks until it is so, for a minute at most. */
export const until = async (what: string, holds: () => Promise<boolean> | boolean): Promise<void> => {
  const end = Date.now() + 60_000;
  for (;;) {
    const answer = holds();
    if (await answer) return;
    if (Date.now() > end) throw new Error(`it did not come to pass that ${what}`);
    // What asks a database takes the time of the very processes it waits for: it asks less often.
    await new Promise((resolve) => setTimeout(resolve, answer instanceof Promise ? 25 : 5));
  }
};

/** A small deterministic generator, so that a failure can be replayed with its seed. */
export const seeded = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
};
