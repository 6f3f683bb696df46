import { describe, expect, test } from 'vitest';
import { createLanes } from '../../src/net/lanes/index.ts';
import { testStore } from '../support/database.ts';
import { crowdOf, meanOf } from '../support/lanes-fleet.ts';
import type { Stay } from '../support/lanes-fleet.ts';
import { FakeTime, seeded } from './lanes-world.ts';

const { store } = await testStore();

const concurrency = 8;
let count = 0;

/** Processes that ask as fast as they may, at a platform that answers what it was asked although the asker is dead. */
const play = async (answerMs: number, intervalMs: number) => {
  const time = new FakeTime('2026-03-01T00:00:00Z');
  const random = seeded(++count);
  time.lateness = random;
  const name = `crowd-${count}`;
  const stays: Stay[] = [];
  let over = false;
  const start = async (): Promise<() => Promise<void>> => {
    const worker = await store.worker('test');
    const clock = time.clock();
    const watched = time.watch(store);
    let alive = true;
    const whileAlive = new Proxy(watched, {
      get: (target, key) => (alive || key === 'address' ? Reflect.get(target, key) : () => new Promise(() => undefined)),
    });
    const lanes = createLanes({
      ...{ store: whileAlive, workerId: worker.id, clock, random, maxHoldMs: 3_600_000, databaseNow: () => time.now() },
    });
    await lanes.declare([{ name, intervalMs, concurrency }]);
    const loop = async (): Promise<void> => {
      while (alive && !over) {
        const permit = await lanes.acquire(name);
        if (!alive || over) return permit.release();
        const took = answerMs * (0.9 + 0.2 * random());
        stays.push({ from: time.now(), until: time.now() + took });
        await clock.sleep(took);
        permit.release();
      }
    };
    for (let n = 0; n < 11; n++) void loop().catch(() => undefined);
    return async () => {
      alive = false;
      await worker.close();
    };
  };
  return { time, stays, start, end: () => (over = true) };
};

describe('concurrency that binds', () => {
  test.each([1, 2, 3, 4, 5])('%i processes use at least 95 percent of it', async (processes) => {
    const { time, stays, start, end } = await play(400, 20);
    const fleet = await Promise.all(Array.from({ length: processes }, start));
    await time.advance(2000);
    const from = time.now();
    await time.advance(20_000);
    end();
    const used = meanOf(stays, from, time.now(), []) / concurrency;
    if (process.env['LANES_FIGURES']) console.log({ processes, used, most: crowdOf(stays) });
    for (const kill of fleet) await kill();
    expect(crowdOf(stays)).toBeLessThanOrEqual(concurrency);
    expect(used).toBeGreaterThanOrEqual(0.95);
  });

  test('is kept also after kills, at a platform that works on for the dead', async () => {
    const { time, stays, start, end } = await play(1500, 20);
    const fleet = await Promise.all([start(), start(), start()]);
    await time.advance(2000);
    const from = time.now();
    for (let round = 0; round < 6; round++) {
      await time.advance(1700);
      await fleet[round % 3]!();
      await time.advance(700);
      fleet[round % 3] = await start();
    }
    await time.advance(2000);
    end();
    const used = meanOf(stays, from, time.now(), []) / concurrency;
    if (process.env['LANES_FIGURES'])
      console.log(
        { used, most: crowdOf(stays) },
        Array.from({ length: 30 }, (_, n) => meanOf(stays, from + n * 500, from + n * 500 + 500, []).toFixed(1)).join(' '),
      );
    for (const kill of fleet) await kill();
    expect(crowdOf(stays)).toBeLessThanOrEqual(concurrency);
  });
});
