import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/domain/index.ts';
import { createLanes } from '../../src/net/lanes/index.ts';
import { testStore } from '../support/database.ts';
import { shortestGap } from './lanes-world.ts';

const { store, databaseUrl, schema } = await testStore();

/** A server that notes when each request arrives and how many it answers at once. */
const arrivals = async (answerMs: number) => {
  const noted = { at: [] as number[], underWay: 0, most: 0 };
  const server = createServer((_, answer) => {
    noted.at.push(Number(process.hrtime.bigint()) / 1e6);
    noted.most = Math.max(noted.most, ++noted.underWay);
    setTimeout(() => {
      noted.underWay--;
      answer.end('ok');
    }, answerMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { noted, port: (server.address() as AddressInfo).port };
};

/** Processes that use the lane until they are killed; `starts` collects when each says that it was let go. */
const fleet = (lane: string, port: number, eager: number) => {
  const starts: number[] = [];
  const all = new Set<ChildProcess>();
  const start = (): ChildProcess => {
    const args = [join(import.meta.dirname, 'lanes-process.ts'), databaseUrl, schema, lane, String(port), String(eager)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout!.setEncoding('utf8').on('data', (text: string) => starts.push(...text.trim().split('\n').map(Number)));
    all.add(child);
    return child;
  };
  const kill = (child: ChildProcess): void => {
    child.kill('SIGKILL');
    all.delete(child);
  };
  const stop = () => all.forEach(kill);
  onTestFinished(stop);
  return { starts, start, kill, stop };
};

/** The most arrivals in any stretch of `windowMs`. */
const mostWithin = (at: readonly number[], windowMs: number): number => {
  let most = 0;
  for (let from = 0, to = 0; to < at.length; to++) {
    while (at[to]! - at[from]! >= windowMs) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
};

const atLeast = async (noted: { readonly at: readonly number[] }, count: number): Promise<void> => {
  while (noted.at.length < count) await sleep(20);
};

/** How late this machine's timers mostly are at the moment (90th percentile, ms): it may be busy with other tests. */
const lateness = () => {
  const late: number[] = [];
  const stop = new AbortController();
  const run = async (): Promise<void> => {
    for (;;) {
      const due = performance.now() + 20;
      await sleep(20, undefined, { signal: stop.signal });
      late.push(performance.now() - due);
    }
  };
  run().catch(() => undefined);
  return () => {
    stop.abort();
    return late.toSorted((a, b) => a - b)[Math.floor(late.length * 0.9)]!;
  };
};

test('three processes, one of them killed and replaced again and again, keep the pace and use it', async () => {
  const paceMs = Number(process.env['LANES_PACE'] ?? 100);
  const { noted, port } = await arrivals(30);
  await using worker = await store.worker('test');
  await using lanes = createLanes({ store, workerId: worker.id, clock: systemClock, random: Math.random, maxHoldMs: 0 });
  await lanes.declare([{ name: 'fleet', intervalMs: paceMs, concurrency: 6 }]);
  const { starts, start, kill, stop } = fleet('fleet', port, 4);
  const children = [start(), start(), start()];
  await atLeast(noted, 10);
  const from = noted.at.length;
  const measured = lateness();
  for (let round = 0; round < 3; round++) {
    await sleep(40 * paceMs);
    kill(children[round]!);
    children[round] = start();
  }
  await sleep(40 * paceMs);
  stop();
  const lateMs = measured();
  const seen = noted.at.slice(from);
  const used = ((seen.length - 1) * paceMs) / (seen.at(-1)! - seen[0]!);
  if (process.env['LANES_FIGURES'])
    console.log({ paceMs, used, shortest: shortestGap(starts), shortestAtServer: shortestGap(noted.at), lateMs });
  expect(shortestGap(starts)).toBeGreaterThanOrEqual(paceMs - 0.5);
  for (const windowMs of [1000, 2000, 5000]) expect(mostWithin(starts, windowMs - 0.5)).toBeLessThanOrEqual(Math.ceil(windowMs / paceMs));
  expect(noted.most).toBeLessThanOrEqual(6);
  // What arrives when, and how much is used, says something about lanes only while the machine keeps up.
  const isQuiet = lateMs < 1.5;
  if (isQuiet) expect(mostWithin(noted.at, 1990)).toBeLessThanOrEqual(Math.ceil(2000 / paceMs));
  expect(used).toBeGreaterThanOrEqual(isQuiet ? 0.95 : 0.3);
}, 60_000);

test('what a killed process had under way is free again within seconds, though the platform never answers', async () => {
  const { noted, port } = await arrivals(60_000);
  await using worker = await store.worker('test');
  await using lanes = createLanes({ store, workerId: worker.id, clock: systemClock, random: Math.random, maxHoldMs: 0 });
  await lanes.declare([{ name: 'killed', intervalMs: 0, concurrency: 2 }]);
  const { start, kill } = fleet('killed', port, 2);
  const holder = start();
  await atLeast(noted, 2);
  const waiting = lanes.acquire('killed');
  await sleep(500);
  const killedAt = performance.now();
  kill(holder);
  (await waiting).release();
  // 1.2 s after it was last heard, and twice as long as its requests had been under way by then.
  expect(performance.now() - killedAt).toBeLessThan(5000);
}, 30_000);

test('a hundred thousand starts on a lifted lane take less than half a second of processor time', async () => {
  await using worker = await store.worker('test');
  await using lanes = createLanes({ store, workerId: worker.id, clock: systemClock, random: Math.random, maxHoldMs: 0 });
  await lanes.declare([{ name: 'lifted', intervalMs: 0, concurrency: 64 }]);
  (await lanes.acquire('lifted')).release();
  const before = process.cpuUsage();
  const loop = async () => {
    for (let n = 0; n < 2000; n++) (await lanes.acquire('lifted')).release();
  };
  await Promise.all(Array.from({ length: 50 }, loop));
  const { user, system } = process.cpuUsage(before);
  if (process.env['LANES_FIGURES']) console.log({ microsecondsEach: (user + system) / 100_000 });
  expect((user + system) / 1000).toBeLessThan(500);
});
