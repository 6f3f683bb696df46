import { describe, expect, onTestFinished, test } from 'vitest';
import { TidemarkError } from '../../src/domain/index.ts';
import { createLanes, type LanesOptions, type LaneWait, type ProcessLanes } from '../../src/net/lanes/index.ts';
import { testStore } from '../support/database.ts';
import { FakeTime, shortestGap } from './lanes-world.ts';

const { store } = await testStore();

const second = 1000;
const minute = 60_000;
const hour = 3_600_000;

/** Time that the test owns, and processes that live in it. Jitter is off: random says 0.5. */
const world = (start = '2026-03-01T00:00:00Z') => {
  const time = new FakeTime(start);
  const opened: ProcessLanes[] = [];
  onTestFinished(async () => {
    for (const lanes of opened) await lanes.close();
  });
  const open = async (options: Partial<LanesOptions> & { readonly skewMs?: number } = {}) => {
    const worker = await store.worker('test');
    const waits: LaneWait[] = [];
    const lanes = createLanes({
      store: time.watch(store),
      workerId: worker.id,
      clock: time.clock(options.skewMs),
      random: () => 0.5,
      maxHoldMs: 3 * hour,
      databaseNow: () => time.now(),
      onWait: (_, wait) => waits.push(wait),
      ...options,
    });
    opened.push(lanes);
    onTestFinished(() => worker.close());
    /** Asks for a start and notes when it came. */
    const ask = (lane: string, cost = 1) => {
      const asked = { at: null as number | null, error: null as TidemarkError | null, release: () => undefined as void };
      lanes.acquire(lane, { cost }).then(
        (permit) => {
          asked.at = time.now();
          asked.release = () => permit.release();
        },
        (error: TidemarkError) => (asked.error = error),
      );
      return asked;
    };
    return { lanes, waits, ask, kill: () => worker.close() };
  };
  return { time, open };
};

const laneOf = async (lanes: ProcessLanes, name: string) => (await lanes.report()).find((lane) => lane.name === name)!;

describe('the steady pace', () => {
  test('starts lie a pace apart, in the order in which they were asked for', async () => {
    const { time, open } = world();
    const { lanes, ask } = await open();
    await lanes.declare([{ name: 'order', intervalMs: 150, concurrency: 10 }]);
    const asked = Array.from({ length: 8 }, () => ask('order'));
    await time.advance(2 * second);
    const starts = asked.map(({ at }) => at!);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    expect(shortestGap(starts)).toBeGreaterThanOrEqual(150);
    expect(starts.at(-1)! - starts[0]!).toBeLessThan(7 * 150 * 1.05);
  });

  test('holds over a restart', async () => {
    const { time, open } = world();
    const first = await open();
    await first.lanes.declare([{ name: 'restart', intervalMs: 10 * second, concurrency: 10 }]);
    const before = first.ask('restart');
    await time.advance(100);
    await first.lanes.close();
    const second_ = await open();
    const after = second_.ask('restart');
    await time.advance(11 * second);
    expect(after.at! - before.at!).toBeGreaterThanOrEqual(10 * second);
  });

  test('unused time is not saved up', async () => {
    const { time, open } = world();
    const { lanes, ask } = await open();
    await lanes.declare([{ name: 'idle', intervalMs: 100, concurrency: 10 }]);
    ask('idle');
    await time.advance(30 * second);
    const asked = Array.from({ length: 5 }, () => ask('idle'));
    await time.advance(2 * second);
    expect(shortestGap(asked.map(({ at }) => at!))).toBeGreaterThanOrEqual(100);
  });

  test('a new pace holds from the next start on, in the other process within a quarter of a second', async () => {
    const { time, open } = world();
    const one = await open();
    const other = await open();
    await one.lanes.declare([{ name: 'change', intervalMs: 50, concurrency: 50 }]);
    const asked = Array.from({ length: 40 }, () => other.ask('change'));
    await time.advance(500);
    const changedAt = time.now();
    await one.lanes.configure('change', { intervalMs: 1000 });
    await time.advance(5 * second);
    const later = asked.map(({ at }) => at!).filter((at) => at !== null && at > changedAt + 250);
    expect(shortestGap(later)).toBeGreaterThanOrEqual(1000);
    expect(await laneOf(one.lanes, 'change')).toMatchObject({ intervalMs: 1000, setByOperator: true, waitingFor: 'pace' });
  });

  test('a floor that the platform asks for slows a faster lane and no other', async () => {
    const { open } = world();
    const { lanes } = await open();
    await lanes.declare([{ name: 'floor', intervalMs: 150, concurrency: 1 }]);
    await lanes.raiseFloor('floor', 2000);
    await lanes.raiseFloor('floor', 100);
    expect(await laneOf(lanes, 'floor')).toMatchObject({ intervalMs: 2000, setByOperator: false });
  });

  test('a wait for the next slot that is too long is refused with its end', async () => {
    const { time, open } = world();
    const { lanes, ask } = await open({ maxHoldMs: minute });
    await lanes.declare([{ name: 'slow', intervalMs: hour, concurrency: 2 }]);
    ask('slow');
    await time.advance(10);
    const refused = ask('slow');
    await time.advance(10);
    expect(refused.error).toMatchObject({ code: 'TDM_LANE_HELD', details: { lane: 'slow', cause: 'its pace' } });
  });

  test('an aborted wait leaves its place to the next', async () => {
    const { time, open } = world();
    const { lanes, ask } = await open();
    await lanes.declare([{ name: 'abort', intervalMs: second, concurrency: 2 }]);
    ask('abort');
    await time.advance(10);
    const stop = new AbortController();
    const aborted = lanes.acquire('abort', { signal: stop.signal });
    const next = ask('abort');
    stop.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    await expect(lanes.acquire('abort', { signal: stop.signal })).rejects.toThrow('enough');
    await time.advance(1100);
    expect(next.at).not.toBe(null);
  });

  test('an unknown lane is an error at once, and none once it is declared', async () => {
    const { time, open } = world();
    const { lanes, ask } = await open();
    await expect(lanes.acquire('nowhere')).rejects.toMatchObject({ code: 'TDM_LANE_UNKNOWN' });
    await expect(lanes.configure('nowhere', { intervalMs: 1 })).rejects.toMatchObject({ code: 'TDM_LANE_UNKNOWN' });
    await lanes.declare([{ name: 'nowhere', intervalMs: 0, concurrency: 1 }]);
    const asked = ask('nowhere');
    await time.advance(1);
    expect(asked.at).not.toBe(null);
  });
});

describe('the incident backoff', () => {
  test('60 s doubling to a day; forgiven after 30 quiet minutes since the last one ended', async () => {
    const { time, open } = world();
    const { lanes } = await open();
    await lanes.declare([{ name: 'double', intervalMs: 0, concurrency: 1 }]);
    const complain = async () => {
      const waits = (await lanes.incident('double', { retryAfterMs: null, cause: '429' })) - time.now();
      await time.advance(waits);
      return waits / minute;
    };
    const waits: number[] = [];
    for (let n = 0; n < 14; n++) waits.push(await complain());
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440, 1440]);
    await time.advance(30 * minute - 1);
    expect((await laneOf(lanes, 'double')).incidents).toBe(14);
    expect(await complain()).toBe(1440);
    await time.advance(30 * minute);
    expect((await laneOf(lanes, 'double')).incidents).toBe(0);
    expect(await complain()).toBe(1);
  });

  test('Retry-After is waited for in full and at least a second, jittered upwards by up to 10 %', async () => {
    const { time, open } = world();
    const { lanes } = await open({ random: () => 0.999 });
    await lanes.declare([{ name: 'after', intervalMs: 0, concurrency: 1 }]);
    const wait = async (retryAfterMs: number) => (await lanes.incident('after', { retryAfterMs, cause: '429' })) - time.now();
    expect(await wait(7 * second)).toBe(7700);
    await time.advance(8 * second);
    expect(await wait(0)).toBe(1100);
  });

  test('complaints about requests that were under way together are one incident', async () => {
    const { time, open } = world();
    const { lanes } = await open();
    await lanes.declare([{ name: 'four', intervalMs: 0, concurrency: 4 }]);
    const until = await Promise.all(Array.from({ length: 4 }, () => lanes.incident('four', { retryAfterMs: null, cause: '429' })));
    expect(until.map((at) => at - time.now())).toEqual([minute, minute, minute, minute]);
    expect((await laneOf(lanes, 'four')).incidents).toBe(1);
    expect((await lanes.incident('four', { retryAfterMs: 10 * minute, cause: '503' })) - time.now()).toBe(10.5 * minute);
    expect((await laneOf(lanes, 'four')).incidents).toBe(1);
  });

  test('nobody starts before it ends, whatever the clock on their wall says, and the reason is told once', async () => {
    const { time, open } = world();
    const one = await open();
    const other = await open({ skewMs: hour });
    await one.lanes.declare([{ name: 'quiet', intervalMs: 100, concurrency: 10 }]);
    await one.lanes.incident('quiet', { retryAfterMs: null, cause: '429 without Retry-After from quiet.test' });
    const opens = time.now() + minute;
    const asked = [one.ask('quiet'), one.ask('quiet'), other.ask('quiet'), other.ask('quiet')];
    await time.advance(minute - 1);
    expect(asked.map(({ at }) => at)).toEqual([null, null, null, null]);
    expect(one.waits).toEqual([{ waitingFor: 'backoff', until: opens, cause: '429 without Retry-After from quiet.test' }]);
    expect(other.waits).toMatchObject([{ waitingFor: 'backoff', until: opens + hour }]);
    expect(await laneOf(one.lanes, 'quiet')).toMatchObject({ waitingFor: 'backoff', until: opens, incidents: 1, causeAt: opens - minute });
    await time.advance(second);
    expect(asked.every(({ at }) => at !== null && at >= opens)).toBe(true);
  });

  test('a hold that is too long to sit through is refused with its end and its cause', async () => {
    const { time, open } = world();
    const one = await open({ maxHoldMs: 30 * second });
    const other = await open({ maxHoldMs: 30 * second });
    await one.lanes.declare([{ name: 'long', intervalMs: 0, concurrency: 10 }]);
    await one.lanes.incident('long', { retryAfterMs: null, cause: '429 from long.test' });
    const refused = [one.ask('long'), other.ask('long')];
    await time.advance(1);
    const details = { lane: 'long', until: '2026-03-01T00:01:00.000Z', cause: '429 from long.test' };
    expect(refused.map(({ error }) => error)).toMatchObject([
      { code: 'TDM_LANE_HELD', details },
      { code: 'TDM_LANE_HELD', details },
    ]);
  });

  test('another process on a lifted lane has noticed after a second', async () => {
    const { time, open } = world();
    const one = await open();
    const other = await open();
    await one.lanes.declare([{ name: 'lifted', intervalMs: 0, concurrency: 8 }]);
    const busy = other.ask('lifted');
    await time.advance(10);
    busy.release();
    await one.lanes.incident('lifted', { retryAfterMs: null, cause: '429' });
    await time.advance(1001);
    const asked = other.ask('lifted');
    await time.advance(second);
    expect(asked.at).toBe(null);
  });
});

describe('the daily budget', () => {
  test('four processes together never exceed it, and it begins anew at midnight of its zone', async () => {
    // 14:59 UTC is 23:59 in Seoul.
    const { time, open } = world('2026-03-01T14:59:40Z');
    const patient = { maxHoldMs: 48 * hour };
    const four = await Promise.all([open(patient), open(patient), open(patient), open(patient)]);
    await four[0]!.lanes.declare([{ name: 'seoul', intervalMs: 10, concurrency: 64, budget: { units: 100, zone: 'Asia/Seoul' } }]);
    const asked = four.flatMap(({ ask }) => Array.from({ length: 60 }, () => ask('seoul')));
    const pump = setInterval(() => asked.forEach(({ release }) => release()), 1);
    await time.advance(15 * second);
    const midnight = Date.parse('2026-03-01T15:00:00Z');
    expect(asked.filter(({ at }) => at !== null)).toHaveLength(100);
    expect(await laneOf(four[0]!.lanes, 'seoul')).toMatchObject({
      waitingFor: 'budget',
      until: midnight,
      budgetUsed: 100,
      cause: '100 of 100 units used since midnight in Asia/Seoul',
    });
    await time.advance(15 * second);
    clearInterval(pump);
    const after = asked.filter(({ at }) => at !== null && at >= midnight);
    expect(after).toHaveLength(100);
    expect(asked.filter(({ at }) => at === null)).toHaveLength(40);
  });

  test('a request that costs more than is left is refused; a cheaper one is not', async () => {
    const { time, open } = world();
    const { lanes, ask } = await open({ maxHoldMs: minute });
    await lanes.declare([{ name: 'cost', intervalMs: 0, concurrency: 10, budget: { units: 100, zone: 'UTC' } }]);
    const asked = [ask('cost', 60), ask('cost', 50), ask('cost', 40), ask('cost', 0), ask('cost', 1)];
    await time.advance(second);
    expect(asked.map(({ at }) => at !== null)).toEqual([true, false, true, true, false]);
    expect(asked[1]!.error).toMatchObject({
      code: 'TDM_BUDGET_SPENT',
      details: { lane: 'cost', limit: '100 units', until: '2026-03-02T00:00:00.000Z' },
    });
  });

  test('what was drawn and not spent is given back', async () => {
    const { time, open } = world();
    const one = await open();
    await one.lanes.declare([{ name: 'back', intervalMs: 0, concurrency: 100, budget: { units: 1000, zone: 'UTC' } }]);
    const asked = Array.from({ length: 37 }, () => one.ask('back'));
    await time.advance(100);
    asked.forEach(({ release }) => release());
    await one.lanes.close();
    const other = await open();
    expect(await laneOf(other.lanes, 'back')).toMatchObject({ budgetUsed: 37, permits: 0 });
  });

  test('closed for today by the platform’s own word, for everyone, and opened by a new budget', async () => {
    const { time, open } = world('2026-03-01T20:00:00Z');
    const one = await open({ maxHoldMs: minute });
    const other = await open({ maxHoldMs: minute });
    await one.lanes.declare([{ name: 'quota', intervalMs: 0, concurrency: 2, budget: { units: 1000, zone: 'America/Los_Angeles' } }]);
    expect(await one.lanes.closeForToday('quota', 'quotaExceeded')).toBe(Date.parse('2026-03-02T08:00:00Z'));
    const refused = [one.ask('quota'), other.ask('quota')];
    await time.advance(1);
    expect(refused.map(({ error }) => error?.code)).toEqual(['TDM_BUDGET_SPENT', 'TDM_BUDGET_SPENT']);
    expect(await laneOf(one.lanes, 'quota')).toMatchObject({ waitingFor: 'budget', cause: 'quotaExceeded' });
    await one.lanes.configure('quota', { budget: { units: 5000, zone: 'America/Los_Angeles' } });
    const asked = [one.ask('quota')];
    await time.advance(2 * second);
    asked.push(other.ask('quota'));
    await time.advance(second);
    expect(asked.map(({ at }) => at !== null)).toEqual([true, true]);
  });
});

describe('concurrency over processes', () => {
  test('a process alone has all of it; a second gets its share as requests end; a third too', async () => {
    const { time, open } = world();
    const processes = [await open(), await open(), await open()];
    await processes[0]!.lanes.declare([{ name: 'share', intervalMs: 0, concurrency: 6 }]);
    const running = processes.map(() => [] as { at: number | null; release: () => void }[]);
    const inFlight = () => running.map((asked) => asked.filter(({ at }) => at !== null).length);
    const load = (index: number) => {
      while (running[index]!.length < 12) running[index]!.push(processes[index]!.ask('share'));
    };
    const step = async (active: number[]) => {
      for (const index of active) {
        const done = running[index]!.find(({ at }) => at !== null);
        if (done) {
          running[index]!.splice(running[index]!.indexOf(done), 1);
          done.release();
        }
        load(index);
      }
      await time.advance(100);
      expect(inFlight().reduce((sum, n) => sum + n)).toBeLessThanOrEqual(6);
    };
    load(0);
    await time.advance(10);
    expect(inFlight()).toEqual([6, 0, 0]);
    for (let n = 0; n < 25; n++) await step([0, 1]);
    expect(inFlight()).toEqual([3, 3, 0]);
    for (let n = 0; n < 25; n++) await step([0, 1, 2]);
    expect(inFlight()).toEqual([2, 2, 2]);
  });

  test('an idle process gives back what it holds', async () => {
    const { time, open } = world();
    const one = await open();
    const other = await open();
    await one.lanes.declare([{ name: 'rest', intervalMs: 0, concurrency: 2 }]);
    const asked = one.ask('rest');
    await time.advance(10);
    asked.release();
    const waiting = [other.ask('rest'), other.ask('rest')];
    await time.advance(2500);
    expect(waiting.map(({ at }) => at !== null)).toEqual([true, true]);
  });

  test('one permit goes round among three processes', async () => {
    const { time, open } = world();
    const three = [await open(), await open(), await open()];
    await three[0]!.lanes.declare([{ name: 'round', intervalMs: 0, concurrency: 1 }]);
    const counts = [0, 0, 0];
    const running = three.map(({ ask }) => ask('round'));
    for (let n = 0; n < 400; n++) {
      await time.advance(50);
      expect(running.filter(({ at }) => at !== null).length).toBeLessThanOrEqual(1);
      running.forEach((asked, index) => {
        if (asked.at === null) return;
        counts[index]!++;
        asked.release();
        running[index] = three[index]!.ask('round');
      });
    }
    expect(Math.min(...counts)).toBeGreaterThan(60);
    expect(counts[0]! + counts[1]! + counts[2]!).toBeGreaterThan(380);
  });

  test('what a dead process held is free at once', async () => {
    const { time, open } = world();
    const one = await open();
    const other = await open();
    await one.lanes.declare([{ name: 'dead', intervalMs: 0, concurrency: 1 }]);
    one.ask('dead');
    await time.advance(10);
    const waiting = other.ask('dead');
    await time.advance(3 * second);
    expect(waiting.at).toBe(null);
    expect(other.waits).toEqual([{ waitingFor: 'concurrency', until: null, cause: null }]);
    await one.kill();
    await time.advance(200);
    expect(waiting.at).not.toBe(null);
  });

  test('a process that lost its place starts nothing until it has another', async () => {
    const { time, open } = world();
    const lost = new AbortController();
    const { lanes, ask, kill } = await open({ lost: lost.signal });
    await lanes.declare([{ name: 'lost', intervalMs: 0, concurrency: 4 }]);
    ask('lost');
    await time.advance(10);
    await kill();
    lost.abort();
    const waiting = ask('lost');
    await time.advance(5 * second);
    expect(waiting.at).toBe(null);
    await using worker = await store.worker('test');
    lanes.adopt({ id: worker.id, lost: worker.lost });
    await time.advance(2 * second);
    expect(waiting.at).not.toBe(null);
    await lanes.close();
  });

  test('a wait is told and goes on when the concurrency is raised', async () => {
    const { time, open } = world();
    const one = await open();
    const other = await open();
    await one.lanes.declare([{ name: 'raise', intervalMs: 0, concurrency: 1 }]);
    one.ask('raise');
    await time.advance(10);
    const waiting = one.ask('raise');
    await time.advance(3 * second);
    expect(one.waits).toEqual([{ waitingFor: 'concurrency', until: null, cause: null }]);
    await other.lanes.configure('raise', { concurrency: 2 });
    await time.advance(1100);
    expect(waiting.at).not.toBe(null);
  });
});

describe('settings', () => {
  test('the row is the truth: declaring again changes nothing, whoever declares', async () => {
    const { open } = world();
    const one = await open();
    const other = await open();
    await one.lanes.declare([{ name: 'row', intervalMs: 150, concurrency: 4 }]);
    await other.lanes.declare([{ name: 'row', intervalMs: 1, concurrency: 40, budget: { units: 3, zone: 'UTC' } }]);
    expect(await laneOf(other.lanes, 'row')).toEqual({
      name: 'row',
      intervalMs: 150,
      concurrency: 4,
      setByOperator: false,
      waitingFor: null,
      until: null,
      cause: null,
      causeAt: null,
      incidents: 0,
      budgetUsed: 0,
      permits: 0,
    });
  });

  test.each([
    [{ intervalMs: -1 }, 'the interval'],
    [{ intervalMs: Number.NaN }, 'the interval'],
    [{ concurrency: 0 }, 'the concurrency'],
    [{ concurrency: 1.5 }, 'the concurrency'],
    [{ budget: { units: 0, zone: 'UTC' } }, 'the budget'],
    [{ budget: { units: 10, zone: 'Asia/Soul' } }, '"Asia/Soul" is not a time zone'],
  ])('%j is refused with the reason', async (change, reason) => {
    const { open } = world();
    const { lanes } = await open();
    await expect(lanes.configure('any', change)).rejects.toMatchObject({
      code: 'TDM_SETTING_INVALID',
      message: expect.stringContaining(reason),
    });
  });
});

describe('without the database', () => {
  /** A store that can be taken away. */
  const fragile = () => {
    const state = { error: null as Error | null };
    const guard = new Proxy(store, {
      get: (target, key) => {
        if (key === 'address') return target.address;
        const method = Reflect.get(target, key) as (...given: unknown[]) => unknown;
        return (...given: unknown[]) => (state.error ? Promise.reject(state.error) : method.apply(target, given));
      },
    });
    return { state, guard };
  };

  test('nothing starts, and it goes on within a second after the database is back', async () => {
    const { time, open } = world();
    const { state, guard } = fragile();
    const { lanes, ask } = await open({ store: time.watch(guard) });
    await lanes.declare([{ name: 'gone', intervalMs: 100, concurrency: 2 }]);
    ask('gone');
    await time.advance(10);
    state.error = new TidemarkError('TDM_DATABASE_LOST', { address: 'here', reason: 'stopped' });
    const waiting = [ask('gone'), ask('gone')];
    await time.advance(minute);
    expect(waiting.filter(({ at }) => at !== null).length).toBeLessThanOrEqual(1);
    state.error = null;
    await time.advance(1500);
    expect(waiting.filter(({ at }) => at !== null).length).toBe(1);
    await lanes.close();
  });

  test('whoever has waited longer than it wants to is told why', async () => {
    const { time, open } = world();
    const { state, guard } = fragile();
    const { lanes, ask } = await open({ store: time.watch(guard), maxHoldMs: 10 * second });
    await lanes.declare([{ name: 'lost-long', intervalMs: 0, concurrency: 2 }]);
    state.error = new TidemarkError('TDM_DATABASE_LOST', { address: 'here', reason: 'stopped' });
    const waiting = ask('lost-long');
    await time.advance(9 * second);
    expect(waiting.error).toBe(null);
    await time.advance(3 * second);
    expect(waiting.error).toMatchObject({ code: 'TDM_DATABASE_LOST' });
  });

  test('any other failure is passed on at once, and the next request tries anew', async () => {
    const { time, open } = world();
    const { state, guard } = fragile();
    const { lanes, ask } = await open({ store: time.watch(guard) });
    await lanes.declare([{ name: 'broken', intervalMs: 0, concurrency: 2 }]);
    state.error = new TypeError('a mistake');
    const failed = ask('broken');
    await time.advance(1);
    expect(failed.error).toBe(state.error);
    state.error = null;
    const next = ask('broken');
    await time.advance(1);
    expect(next.at).not.toBe(null);
  });
});
