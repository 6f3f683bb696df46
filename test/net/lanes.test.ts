import { describe, expect, test } from 'vitest';
import { testStore } from '../support/database.ts';
import { laneOf, lanesWorld, shortestGap } from './lanes-world.ts';

const { store } = await testStore();
const world = (start?: string) => lanesWorld(store, start);

const second = 1000;
const minute = 60_000;
const hour = 3_600_000;

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
    await lanes.setFloor('floor', 'a.example', 2000);
    await lanes.setFloor('floor', 'b.example', 100);
    expect(await laneOf(lanes, 'floor')).toMatchObject({ intervalMs: 2000, setByOperator: false });
  });

  test('a floor falls when its host asks for less, to the slowest of the others', async () => {
    const { open } = world();
    const { lanes } = await open();
    await lanes.declare([{ name: 'falls', intervalMs: 150, concurrency: 1 }]);
    await lanes.setFloor('falls', 'a.example', 2000);
    await lanes.setFloor('falls', 'b.example', 1000);
    await lanes.setFloor('falls', 'a.example', 500);
    expect(await laneOf(lanes, 'falls')).toMatchObject({ intervalMs: 1000 });
    await lanes.setFloor('falls', 'b.example', 0);
    expect(await laneOf(lanes, 'falls')).toMatchObject({ intervalMs: 500 });
    await lanes.setFloor('falls', 'a.example', 0);
    expect(await laneOf(lanes, 'falls')).toMatchObject({ intervalMs: 150 });
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
