import { describe, expect, test } from 'vitest';
import { isoOf } from '../../src/domain/index.ts';
import { followFiles, listSchedules, scheduleOutlook } from '../../src/jobs/schedules/index.ts';
import type { PipelineDefinition } from '../../src/jobs/index.ts';
import { daily, intervals, pipeline, schedulesWorld, workspaceId } from '../support/schedules.ts';

const world = async () => {
  const own = await schedulesWorld();
  const { store, clock } = own;
  const only = async () => {
    const [schedule] = await listSchedules(store, workspaceId);
    return schedule!;
  };
  return {
    ...{ ...own, only },
    /** Looks at files that say this. */
    files: (pipelines: readonly PipelineDefinition[], broken: readonly string[] = []) =>
      followFiles(store, pipelines, { workspaceId, broken, now: clock.now }),
  };
};

const at = (cron: string, more = {}) => pipeline({ ...daily, cron, ...more });

describe("a pipeline's own schedule", () => {
  test('follows the edits of its file, from now on, and no interval is planned twice or left out', async () => {
    const { store, files, tick, only, clock } = await world();
    await files([at('0 9 * * *')]);
    await tick('2026-11-22T00:00Z');
    clock.now = Date.parse('2026-11-22T03:00Z');
    const { changed } = await files([at('0 11 * * *', { catchUp: 'last' })]);
    expect(changed.map(({ definition }) => [definition.cron, definition.catchUp])).toEqual([['0 11 * * *', 'last']]);
    expect(isoOf((await only()).nextAt!)).toBe('2026-11-23T02:00:00.000Z');
    expect(await files([at('0 11 * * *', { catchUp: 'last' })])).toMatchObject({ declared: [], changed: [], resting: [], back: [] });
    await tick('2026-11-23T02:00Z');
    expect(await intervals(store)).toEqual(['21T00:00 to 22T00:00', '22T02:00 to 23T02:00']);
  });

  test('that the operator has changed stays, says so, and follows again when it says what its file says', async () => {
    const { files, change, only } = await world();
    await files([at('0 9 * * *')]);
    await change({ cron: '30 9 * * *' });
    expect((await files([at('0 11 * * *')])).changed).toEqual([]);
    expect(await only()).toMatchObject({ definition: { cron: '30 9 * * *' }, file: { cron: '0 11 * * *' } });
    await change({ cron: '0 11 * * *' });
    expect((await files([at('0 12 * * *')])).changed).toHaveLength(1);
    expect((await only()).definition.cron).toBe('0 12 * * *');
  });

  test('keeps its parameters and its pause when its file is edited', async () => {
    const { store, files, pause, only, tick } = await world();
    await files([at('0 9 * * *')]);
    await store.query(`update schedule set parameters = '{"pages": 3}'`);
    await pause();
    await files([at('0 11 * * *')]);
    expect(await only()).toMatchObject({ definition: { cron: '0 11 * * *' }, parameters: { pages: 3 }, nextAt: null });
    expect((await only()).pausedAt).not.toBe(null);
    expect((await tick('2026-11-23T05:00Z')).planned).toEqual([]);
  });

  test('of before files were followed is taken for what it says: the same as its file, or changed by the operator', async () => {
    const { store, files, only } = await world();
    await files([at('0 9 * * *')]);
    await store.query('update schedule set file = null');
    expect((await files([at('0 9 * * *')])).changed).toEqual([]);
    expect((await files([at('0 10 * * *')])).changed).toHaveLength(1);
    await store.query("update schedule set file = null, cron = '0 7 * * *'");
    expect((await files([at('0 10 * * *')])).changed).toEqual([]);
    expect((await only()).definition.cron).toBe('0 7 * * *');
  });

  test('rests while its file brings none, and is the operator’s when they have changed it', async () => {
    const { files, tick, only, change, clock } = await world();
    await files([at('0 9 * * *')]);
    const { resting } = await files([pipeline(null)]);
    expect(resting.map(({ rests }) => rests)).toEqual(['schedule']);
    expect(await tick('2026-11-23T05:00Z')).toMatchObject({ planned: [], failed: [], nextAt: null });
    expect(scheduleOutlook(await only(), clock.now, true)).toMatchObject({
      nextAt: null,
      waits: 'file',
      problem: expect.stringContaining('brings no schedule'),
    });
    await change({ cron: '0 10 * * *' });
    expect((await files([pipeline(null)])).back).toHaveLength(1);
    expect((await tick('2026-11-24T01:00Z')).planned).toHaveLength(1);
  });
});

test.each([
  ['is gone', [], 'pipeline', 'there is no pipeline webtoons-daily any more'],
  ['cannot be used', ['webtoons-daily'], 'file', 'the file of webtoons-daily cannot be used'],
] as const)(
  'every schedule of a pipeline whose file %s rests, says why and is not tried, and goes on when it is back',
  async (_, broken, waits, why) => {
    const { store, files, add, tick, clock } = await world();
    await files([at('0 9 * * *', { catchUp: 'last' })]);
    await add({ cron: '0 10 * * *' }, 'mine');
    expect((await files([], broken)).resting.map(({ name }) => name)).toEqual(['default', 'mine']);
    expect((await files([], broken)).resting).toEqual([]);
    const failing = { plan: () => Promise.reject(new Error('it is tried')) };
    expect(await tick('2026-11-23T05:00Z', failing)).toMatchObject({ planned: [], failed: [], nextAt: null });
    for (const schedule of await listSchedules(store, workspaceId))
      expect(scheduleOutlook(schedule, clock.now, false)).toMatchObject({ nextAt: null, waits, problem: expect.stringContaining(why) });
    expect((await files([at('0 9 * * *', { catchUp: 'last' })])).back).toHaveLength(2);
    // What fell due meanwhile was missed, and each policy says what is done about it.
    const { planned, passedOver } = await tick();
    expect(planned.map(({ schedule }) => schedule)).toEqual(['webtoons-daily/default']);
    expect(passedOver.map(({ schedule, count }) => [schedule, count])).toEqual([
      ['webtoons-daily/default', 1],
      ['webtoons-daily/mine', 2],
    ]);
  },
);

test('two workers that see an edit at the same time take it over once', async () => {
  const { store, again, files, clock } = await world();
  await files([at('0 9 * * *')]);
  await using other = await again();
  const all = await Promise.all(
    [store, other, store, other].map((each) => followFiles(each, [at('0 11 * * *')], { workspaceId, broken: [], now: clock.now })),
  );
  expect(all.flatMap(({ changed }) => changed)).toHaveLength(1);
});
