import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DatabaseTime } from '../../src/net/lanes/database-time.ts';
import { createLanes, type ProcessLanes } from '../../src/net/lanes/index.ts';
import { allot, fairShares } from '../../src/net/lanes/share.ts';
import { Windows } from '../../src/net/lanes/windows.ts';
import { testStore } from '../support/database.ts';
import { FakeTime, seeded, shortestGap } from './lanes-world.ts';

const { store } = await testStore();

interface Scene {
  readonly paceMs: number;
  readonly processes: number;
  readonly concurrency: number;
  /** Requests that each process would have under way if it could. */
  readonly eager: number;
  readonly answerMs: number;
  readonly lateMs: number;
  readonly kills: boolean;
  readonly seed: number;
}

let count = 0;

/** Plays processes that ask as fast as they may for a while; returns when each request started, and the most that were under way at once. */
const play = async (scene: Scene, durationMs: number): Promise<{ starts: number[]; most: number; took: number }> => {
  const time = new FakeTime('2026-03-01T00:00:00Z');
  const random = seeded(scene.seed);
  // Mostly on time, now and then as late as a busy machine makes a timer.
  time.lateness = () => (random() < 0.9 ? random() : scene.lateMs * random());
  const name = `scene-${++count}`;
  const starts: number[] = [];
  let underWay = 0;
  let most = 0;
  let over = false;

  const run = async (skewMs: number): Promise<() => Promise<void>> => {
    const worker = await store.worker('test');
    const clock = time.clock(skewMs);
    const watched = time.watch(store);
    let alive = true;
    // A killed process writes nothing any more.
    const whileAlive = new Proxy(watched, {
      get: (target, key) => (alive || key === 'address' ? Reflect.get(target, key) : () => new Promise(() => undefined)),
    });
    const lanes: ProcessLanes = createLanes({
      store: whileAlive,
      workerId: worker.id,
      clock,
      random,
      maxHoldMs: 3_600_000,
      databaseNow: () => time.now(),
    });
    await lanes.declare([{ name, intervalMs: scene.paceMs, concurrency: scene.concurrency }]);
    const loop = async (): Promise<void> => {
      while (alive && !over) {
        const permit = await lanes.acquire(name);
        if (!alive || over) return permit.release();
        starts.push(time.now());
        underWay++;
        most = Math.max(most, underWay);
        await clock.sleep(scene.answerMs * (0.5 + random()));
        underWay--;
        // The platform has worked on; the answer of a dead process frees nothing.
        if (alive) permit.release();
      }
    };
    for (let n = 0; n < scene.eager; n++) void loop().catch(() => undefined);
    return async () => {
      alive = false;
      await worker.close();
    };
  };

  const running = await Promise.all(Array.from({ length: scene.processes }, (_, index) => run(index * 3_600_000)));
  await time.advance(50);
  const began = time.now();
  while (time.now() - began < durationMs) {
    await time.advance(durationMs / 6);
    if (scene.kills) {
      const index = Math.floor(random() * running.length);
      await running[index]!();
      running[index] = await run(Math.floor(random() * 1e7));
    }
  }
  over = true;
  const took = time.now() - starts[0]!;
  for (const kill of running) await kill();
  return { starts, most, took };
};

const scenes = fc.record({
  paceMs: fc.constantFrom(2, 7, 20, 50, 150, 400),
  processes: fc.integer({ min: 1, max: 4 }),
  concurrency: fc.integer({ min: 1, max: 12 }),
  eager: fc.integer({ min: 1, max: 8 }),
  answerMs: fc.integer({ min: 0, max: 300 }),
  lateMs: fc.constantFrom(1, 10, 80),
  kills: fc.boolean(),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
});

const refusedWithAWindowInHand: Scene = {
  paceMs: 2,
  processes: 4,
  concurrency: 12,
  eager: 7,
  answerMs: 3,
  lateMs: 1,
  kills: true,
  seed: 7,
};

describe('the pace, by property', () => {
  test('no two starts are closer than it and never more are under way than allowed, however late timers are and whoever dies', async () => {
    await fc.assert(
      fc.asyncProperty(scenes, async (scene) => {
        const { starts, most } = await play(scene, 1500);
        expect(shortestGap(starts)).toBeGreaterThanOrEqual(scene.paceMs - 0.01);
        expect(most).toBeLessThanOrEqual(scene.concurrency);
      }),
      // The example once asked the database without end: it had a window in hand and did not hear that the next was somebody else's.
      { numRuns: 30, examples: [[refusedWithAWindowInHand]] },
    );
  }, 60_000);

  test.each([1, 2, 3, 4])('%i processes use at least 95 percent of it', async (processes) => {
    for (const paceMs of [50, 150, 400]) {
      const scene = { paceMs, processes, concurrency: 8, eager: 6, answerMs: paceMs, lateMs: 1, kills: false, seed: processes };
      const { starts, took } = await play(scene, 40 * paceMs);
      expect((starts.length * paceMs) / took).toBeGreaterThanOrEqual(0.95);
    }
  });
});

describe('windows', () => {
  test('however they come and however late one looks, starts lie a pace apart and inside a window', () => {
    const step = fc.record({ passMs: fc.double({ min: 0, max: 400, noNaN: true }), window: fc.boolean(), lengthMs: fc.nat(300) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.array(step, { maxLength: 60 }), (paceMs, steps) => {
        const windows = new Windows();
        const given: { from: number; until: number }[] = [];
        const starts: number[] = [];
        let now = 0;
        let opensAt = 0;
        for (const { passMs, window, lengthMs } of steps) {
          now += passMs;
          if (window) {
            const next = { from: Math.max(now, opensAt), until: Math.max(now, opensAt) + lengthMs };
            opensAt = next.until + paceMs;
            given.push(next);
            windows.add(next);
          }
          const at = windows.next(now, paceMs);
          if (at === null || at > now) continue;
          windows.started(now);
          starts.push(now);
        }
        expect(starts.length < 2 || shortestGap(starts) >= paceMs - 1e-9).toBe(true);
        expect(starts.every((at) => given.some(({ from, until }) => from <= at && at <= until))).toBe(true);
      }),
    );
  });
});

describe('shares', () => {
  const wanted = fc.array(fc.nat(20), { minLength: 1, maxLength: 8 });

  test('hand out everything that is wanted and there, nobody more than it wants or unfairly much', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), wanted, fc.nat(), (concurrency, wants, turn) => {
        const shares = fairShares(concurrency, wants, turn);
        const total = (all: readonly number[]): number => all.reduce((sum, n) => sum + n, 0);
        expect(total(shares)).toBe(Math.min(concurrency, total(wants)));
        shares.forEach((share, index) => {
          expect(share).toBeLessThanOrEqual(wants[index]!);
          if (share < wants[index]!) expect(Math.max(...shares)).toBeLessThanOrEqual(share + 1);
        });
      }),
    );
  });

  test('what does not divide goes round', () => {
    expect([0, 1, 2, 3].map((turn) => fairShares(1, [5, 5, 5], turn))).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [1, 0, 0],
    ]);
  });

  test('everybody has its share once all have asked a few times, also of a lane of which little is wanted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 64 }), wanted, (concurrency, wants) => {
        const rows = wants.map((_, index) => ({ worker: String(index), permits: 0, wanted: 0 }));
        const limits = rows.map(() => 0);
        for (let round = 0; round < 4; round++)
          for (const [who, want] of wants.entries()) {
            const others = rows.filter((_, index) => index !== who);
            const me = { worker: String(who), permits: rows[who]!.permits, wanted: want, keep: limits[who]! };
            const { permits, limit } = allot(concurrency, me, others, 0);
            rows[who] = { worker: String(who), permits, wanted: want };
            limits[who] = limit;
          }
        const shares = fairShares(concurrency, wants, 0);
        for (const [who, share] of shares.entries()) expect(limits[who]).toBeGreaterThanOrEqual(share);
      }),
    );
  });

  test('rows never sum to more than the concurrency, whoever asks in whatever order', () => {
    const ask = fc.record({ who: fc.nat(4), wants: fc.nat(12), uses: fc.double({ min: 0, max: 1, noNaN: true }), turn: fc.nat(9) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), fc.array(ask, { maxLength: 80 }), (concurrency, asks) => {
        const rows = Array.from({ length: 5 }, (_, index) => ({ worker: String(index), permits: 0, wanted: 0 }));
        const limits = rows.map(() => 0);
        for (const { who, wants, uses, turn } of asks) {
          const inFlight = Math.floor(uses * rows[who]!.permits);
          const me = { worker: String(who), permits: rows[who]!.permits, wanted: wants, keep: Math.max(inFlight, limits[who]!) };
          const others = rows.filter((_, index) => index !== who);
          const { permits, limit } = allot(concurrency, me, others, turn);
          rows[who] = { worker: String(who), permits, wanted: wants };
          limits[who] = limit;
          expect(limit).toBeLessThanOrEqual(permits);
          expect(permits).toBeGreaterThanOrEqual(inFlight);
          expect(rows.reduce((sum, row) => sum + row.permits, 0)).toBeLessThanOrEqual(concurrency);
        }
      }),
    );
  });
});

describe('the database’s clock', () => {
  test('is known to within the shortest round trip, and followed when it is set', () => {
    const trip = fc.record({ passMs: fc.nat(2000), thereMs: fc.nat(50), backMs: fc.nat(50) });
    fc.assert(
      fc.property(fc.integer({ min: -1e10, max: 1e10 }), fc.array(trip, { minLength: 1, maxLength: 20 }), (offset, trips) => {
        const database = new DatabaseTime();
        let now = 1000;
        const take = (passMs: number, thereMs: number, backMs: number): void => {
          now += passMs;
          database.sample(now, now + thereMs + backMs, now + thereMs + offset);
          now += thereMs + backMs;
        };
        for (const { passMs, thereMs, backMs } of trips) take(passMs, thereMs, backMs);
        const error = Math.abs(database.toDatabase(now) - (now + offset));
        expect(error).toBeLessThanOrEqual(Math.min(...trips.map(({ thereMs, backMs }) => thereMs + backMs)) + 4);
        offset += 3_600_000;
        take(10, 1, 1);
        expect(Math.abs(database.toDatabase(now) - (now + offset))).toBeLessThanOrEqual(1);
      }),
    );
  });
});
