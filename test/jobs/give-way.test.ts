import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseGivingWay } from '../../src/jobs/give-way.ts';
import type { HeldSlot, Room, WantedSlot } from '../../src/jobs/give-way.ts';
import type { StepContext, StepResult } from '../../src/jobs/index.ts';
import { jobsWorld, pipeline, step } from '../support/jobs.ts';

const heldSlot = (id: number, more: Partial<HeldSlot> = {}): HeldSlot => ({
  ...{ id: String(id), pool: 'p', version: '1', priority: 0, isLeaving: false },
  ...more,
});
const wantedSlot: WantedSlot = { pool: 'p', version: '1', priority: 10 };
const room = (slots: number, seats = slots): Room => ({ pool: 'p', version: '1', slots, seats });

describe('of those that hold slots', () => {
  test.each<[string, HeldSlot[], WantedSlot[], Room, string[]]>([
    [
      'the newest of the lowest priority gives way',
      [heldSlot(1), heldSlot(2), heldSlot(3, { priority: 10 })],
      [wantedSlot],
      room(3),
      ['2'],
    ],
    ['as many as are wanted give way', [heldSlot(1), heldSlot(2), heldSlot(10)], [wantedSlot, wantedSlot], room(3), ['10', '2']],
    ['none gives way while a slot is free', [heldSlot(1)], [wantedSlot], room(2), []],
    ['none gives way to its own kind', [heldSlot(1, { priority: 10 })], [wantedSlot], room(1), []],
    ['none gives way to another pool', [heldSlot(1)], [{ ...wantedSlot, pool: 'q' }], room(1), []],
    ['none gives way to another version, whose queue it does not feed', [heldSlot(1)], [{ ...wantedSlot, version: '2' }], room(1), []],
    ['none gives way where that would make no room', [heldSlot(1)], [wantedSlot], room(0), []],
    ['one gives way for a seat, though slots are free', [heldSlot(1), heldSlot(2)], [wantedSlot], room(8, 2), ['2']],
    ['who leaves anyway is enough', [heldSlot(1), heldSlot(2, { isLeaving: true, priority: 10 })], [wantedSlot], room(2), []],
    ['the only one gives way', [heldSlot(1)], [wantedSlot], room(1), ['1']],
    [
      'several give way for one where there are more than slots',
      [heldSlot(1), heldSlot(2), heldSlot(3)],
      [wantedSlot],
      room(2),
      ['3', '2'],
    ],
  ])('%s', (_, held, wanted, of, expected) => {
    expect(chooseGivingWay(held, wanted, [of])).toEqual(expected);
  });

  test('only as few as are needed are chosen, all below what wants their place, in whatever order the rows come', () => {
    const version = fc.constantFrom('1', '2');
    const priority = fc.constantFrom(0, 5, 10);
    const held = fc.uniqueArray(
      fc.record({
        id: fc.integer({ min: 1, max: 99 }).map(String),
        pool: fc.constantFrom('p', 'q'),
        version,
        priority,
        isLeaving: fc.boolean(),
      }),
      {
        selector: ({ id }) => id,
        maxLength: 12,
      },
    );
    const wanted = fc.array(fc.record({ pool: fc.constantFrom('p', 'q'), version, priority }), { maxLength: 6 });
    const rooms = fc.uniqueArray(fc.record({ pool: fc.constantFrom('p', 'q'), version, slots: fc.nat(8), seats: fc.nat(8) }), {
      selector: ({ pool, version: of }) => `${pool}/${of}`,
    });
    fc.assert(
      fc.property(held, wanted, rooms, fc.integer(), (all, claims, of, turn) => {
        const chosen = chooseGivingWay(all, claims, of);
        const turned = all.slice(Math.abs(turn) % (all.length + 1)).concat(all.slice(0, Math.abs(turn) % (all.length + 1)));
        expect(chooseGivingWay(turned, claims.toReversed(), of)).toEqual(chosen);
        expect(new Set(chosen).size).toBe(chosen.length);
        for (const { pool, version: own, slots, seats } of of) {
          const here = all.filter((each) => chosen.includes(each.id) && each.pool === pool && each.version === own);
          const urgent = claims.filter((each) => each.pool === pool && each.version === own);
          // One for each that wants a place, and those that are too many already.
          const inPool = all.filter((each) => each.pool === pool);
          const tooMany = Math.max(0, inPool.length - slots, inPool.filter((each) => each.version === own).length - seats);
          expect(here.length).toBeLessThanOrEqual(urgent.length + tooMany);
          for (const each of here) expect(urgent.some((claim) => claim.priority > each.priority)).toBe(true);
        }
      }),
    );
  });
});

/** Works page after page until it is told to stop or has read all; what it has read counts over its attempts. */
const paging = (pages: number) => {
  const read = new Map<string, number>();
  const log: string[] = [];
  return {
    log,
    work: async ({ step: name, stop, runId }: StepContext): Promise<StepResult> => {
      const key = `${runId}/${name}`;
      log.push(`${name} begins`);
      for (let page = read.get(key) ?? 0; page < pages; page++) {
        if (stop.aborted) return {};
        await new Promise((resolve) => setTimeout(resolve, 10));
        read.set(key, page + 1);
      }
      log.push(`${name} is done`);
      return { isComplete: true };
    },
  };
};

test.each([
  ['heavy', 1],
  ['collect', 3],
])(
  'a backfill that holds all slots of the pool %s gives one to fresh work within seconds, goes on afterwards, and that costs no attempt',
  async (pool, slots) => {
    const { store, create, workOn, stateOf } = await jobsWorld();
    await store.query({ text: 'update pool set slots = $2 where name = $1', values: [pool, slots] });
    const old = await create(pipeline(...Array.from({ length: slots }, (_, n) => step(`old-${n}`, { pool }))), { reason: 'backfill' });
    const { work, log } = paging(600);
    let freshAt = 0;
    const stop = new AbortController();
    // Two workers: both see the same, and one of them is asked.
    const doing = {
      work: async (context: StepContext): Promise<StepResult> => (context.step === 'fresh' ? ((freshAt = Date.now()), {}) : work(context)),
    };
    const workers = [1, 2].map(() => workOn(doing, { pools: { [pool]: slots }, untilIdle: false, stop: stop.signal }));
    await expect.poll(() => log.length, { timeout: 5000 }).toBe(slots);
    const began = Date.now();
    const fresh = await create(pipeline(step('fresh', { pool })));
    await expect.poll(async () => (await stateOf(old))['run'], { timeout: 30_000 }).toBe('done');
    stop.abort();
    await Promise.all(workers);
    expect((await stateOf(fresh))['run']).toBe('done');
    expect(freshAt - began).toBeLessThan(6000);
    const attempts = await store.query<{ step: string; state: string; attempt: number; error_message: string | null }>({
      text: 'select step, state, attempt, error_message from step_attempt where run_id = $1 order by id',
      values: [old],
    });
    // Only the newest was asked, once.
    expect(attempts.filter(({ state }) => state === 'waiting')).toEqual([
      { step: attempts[slots - 1]!.step, state: 'waiting', attempt: 1, error_message: 'it gave its slot to fresh work' },
    ]);
    expect(attempts.filter(({ state }) => state === 'done').map(({ attempt }) => attempt)).toEqual(Array.from({ length: slots }, () => 1));
    expect(
      await store.query({ text: 'select sum(failures)::int as failures from pipeline_step where run_id = $1', values: [old] }),
    ).toEqual([{ failures: 0 }]);
  },
  60_000,
);

test('a step that comes to its end although it was asked to give way is done, and is not done again', async () => {
  const { store, create, workOn, stateOf } = await jobsWorld();
  await store.query("update pool set slots = 1 where name = 'heavy'");
  const old = await create(pipeline(step('old', { pool: 'heavy' })), { reason: 'backfill' });
  const asked = Promise.withResolvers<void>();
  let times = 0;
  const stop = new AbortController();
  const working = workOn(
    {
      work: async (context) => {
        if (context.step !== 'old') return {};
        times++;
        context.stop.addEventListener('abort', () => asked.resolve(), { once: true });
        await asked.promise;
        return { isComplete: true };
      },
    },
    { pools: { heavy: 1 }, untilIdle: false, stop: stop.signal },
  );
  await expect.poll(() => times, { timeout: 5000 }).toBe(1);
  const fresh = await create(pipeline(step('fresh', { pool: 'heavy' })));
  await expect.poll(async () => (await stateOf(fresh))['run'], { timeout: 15_000 }).toBe('done');
  stop.abort();
  await working;
  expect(await stateOf(old)).toEqual({ run: 'done', old: 'done' });
  expect(times).toBe(1);
}, 30_000);
