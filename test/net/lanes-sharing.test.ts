import { describe, expect, test } from 'vitest';
import { TidemarkError } from '../../src/domain/index.ts';
import { testStore } from '../support/database.ts';
import { laneOf, lanesWorld, shortestGap } from './lanes-world.ts';

const { store } = await testStore();
const world = () => lanesWorld(store);

const second = 1000;
const minute = 60_000;

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

  test('what a killed process held is free when its requests must be over, twice as late as its slowest', async () => {
    const { time, open } = world();
    const one = await open();
    const other = await open();
    await one.lanes.declare([{ name: 'dead', intervalMs: 0, concurrency: 1 }]);
    const quick = one.ask('dead');
    await time.advance(300);
    quick.release();
    await time.advance(10);
    one.ask('dead');
    const waiting = other.ask('dead');
    await time.advance(3 * second);
    expect(waiting.at).toBe(null);
    expect(other.waits).toEqual([{ waitingFor: 'concurrency', until: null, cause: null }]);
    await one.kill();
    const killedAt = time.now();
    await time.advance(minute);
    // Its second request had been under way for 2 to 3 s when it was last heard.
    expect(waiting.at! - killedAt).toBeGreaterThan(4 * second);
    expect(waiting.at! - killedAt).toBeLessThan(8 * second);
    expect(other.waits.at(-1)).toMatchObject({ waitingFor: 'concurrency', cause: 'requests of a killed process may still be under way' });
    expect(await store.query("select from lane_permit where lane = 'dead'")).toHaveLength(1);
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
  const careful = { name: 'two', intervalMs: 150, concurrency: 40, budget: { units: 300, zone: 'Asia/Seoul' } };
  const hasty = { name: 'two', intervalMs: 1, concurrency: 4 };

  test.each([
    ['the careful one first', careful, hasty],
    ['the hasty one first', hasty, careful],
  ])('of two processes that bring different ones the slower hold in each, and both are told: %s', async (order, first, then) => {
    const { open } = world();
    const name = `two, ${order}`;
    const one = await open();
    const other = await open();
    expect(await one.lanes.declare([{ ...first, name }])).toEqual([]);
    const holds = { intervalMs: 150, concurrency: 4 };
    const difference = ({ intervalMs, concurrency }: typeof hasty) => [
      { lane: name, brought: { intervalMs, concurrency }, holds, setByOperator: false },
    ];
    expect(await other.lanes.declare([{ ...then, name }])).toEqual(difference(then));
    expect(await one.lanes.declare([{ ...first, name }])).toEqual(difference(first));
    expect(await laneOf(other.lanes, name)).toMatchObject({ ...holds, budget: careful.budget, setByOperator: false });
  });

  test('of the operator hold over what any process brings', async () => {
    const { open } = world();
    const { lanes } = await open();
    await lanes.declare([{ name: 'wish', intervalMs: 150, concurrency: 4 }]);
    await lanes.configure('wish', { intervalMs: 20 });
    expect(await lanes.declare([{ name: 'wish', intervalMs: 500, concurrency: 1 }])).toMatchObject([
      { holds: { intervalMs: 20, concurrency: 4 }, setByOperator: true },
    ]);
    expect(await laneOf(lanes, 'wish')).toMatchObject({ intervalMs: 20, concurrency: 4 });
  });

  test('that slow a lane down while a process uses it are kept by that process as well', async () => {
    const { time, open } = world();
    const one = await open();
    const other = await open();
    await one.lanes.declare([{ name: 'joined', intervalMs: 50, concurrency: 50 }]);
    const asked = Array.from({ length: 40 }, () => one.ask('joined'));
    await time.advance(500);
    const joinedAt = time.now();
    await other.lanes.declare([{ name: 'joined', intervalMs: 1000, concurrency: 50 }]);
    await time.advance(5000);
    const later = asked.map(({ at }) => at).filter((at) => at !== null && at > joinedAt + 250) as number[];
    expect(later.length).toBeGreaterThan(2);
    expect(shortestGap(later)).toBeGreaterThanOrEqual(1000);
  });

  test.each([
    [{ intervalMs: -1 }, 'the interval'],
    [{ intervalMs: Number.NaN }, 'the interval'],
    [{ concurrency: 0 }, 'the concurrency'],
    [{ concurrency: 1.5 }, 'the concurrency'],
    [{ budget: { units: 0, zone: 'UTC' } }, 'the budget'],
    [{ budget: { units: 10, zone: 'Asia/Soul' } }, '"Asia/Soul" is not a time zone'],
    [{ budget: { units: 10, zone: '+09:00' } }, '"+09:00" is not a time zone'],
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
