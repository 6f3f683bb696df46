import { describe, expect, test } from 'vitest';
import { isoOf } from '../../src/domain/index.ts';
import { addSchedule, declareSchedules, listSchedules, removeSchedule, requireSchedule, tick } from '../../src/jobs/schedules/index.ts';
import type { TickOptions } from '../../src/jobs/schedules/index.ts';
import type { PipelineDefinition } from '../../src/jobs/index.ts';
import { daily, intervals, pipeline, plan, schedulesWorld as world, workspaceId } from '../support/schedules.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

describe('a scheduler', () => {
  test('plans the interval that ends with a firing, once, and begins with the first firing after the schedule was made', async () => {
    const { store, add, tick: look } = await world();
    const { nextAt } = await add();
    expect(isoOf(nextAt!)).toBe('2026-11-22T00:00:00.000Z');
    expect((await look('2026-11-21T23:59:59Z')).planned).toEqual([]);
    const report = await look('2026-11-22T00:00:00Z');
    expect(report.planned).toEqual([
      {
        schedule: 'webtoons-daily/default',
        runId: '1',
        interval: { start: Date.parse('2026-11-21T00:00Z'), end: Date.parse('2026-11-22T00:00Z') },
      },
    ]);
    expect(report.nextAt).toBe(Date.parse('2026-11-23T00:00Z'));
    expect((await look('2026-11-22T00:00:30Z')).planned).toEqual([]);
    expect(await intervals(store)).toEqual(['21T00:00 to 22T00:00']);
  });

  test('and others beside it plan every interval of every schedule once', async () => {
    const { store, again, add, clock } = await world();
    for (let n = 0; n < 10; n++) await add({ cron: '*/10 * * * *', catchUp: 'all' }, `s${n}`);
    await using second = await again();
    await using third = await again();
    const seen = [];
    // Three at once, each with two ticks at once, over a day in steps of five hours.
    for (let hour = 5; hour <= 25; hour += 5) {
      const now = () => clock.now + hour * 60 * minuteMs;
      const reports = await Promise.all([store, second, third, store, second, third].map((each) => tick({ store: each, now, plan })));
      seen.push(...reports.flatMap(({ planned }) => planned));
      expect(reports.flatMap(({ passedOver, failed }) => [...passedOver, ...failed])).toEqual([]);
    }
    expect(seen).toHaveLength(10 * 6 * 25);
    const [counted] = await store.query<{ runs: number; apart: number }>(
      'select count(*)::int as runs, count(distinct (schedule_id, interval_end))::int as apart from pipeline_run',
    );
    expect(counted).toEqual({ runs: 1500, apart: 1500 });
  });

  test('that fails in the middle of planning leaves nothing behind, and plans it at its next look', async () => {
    const { store, add, tick: look } = await world();
    await add({ catchUp: 'all' });
    let calls = 0;
    const breaking: TickOptions['plan'] = async (...args) => {
      if (++calls === 2) throw new Error('power cut');
      return plan(...args);
    };
    await expect(look('2026-11-24T01:00Z', { plan: breaking })).rejects.toThrow('power cut');
    expect(await intervals(store)).toEqual([]);
    expect((await look()).planned).toHaveLength(3);
  });

  test.each([
    ['none', [], 3],
    ['last', ['23T00:00 to 24T00:00'], 2],
    [2, ['22T00:00 to 23T00:00', '23T00:00 to 24T00:00'], 1],
    ['all', ['21T00:00 to 22T00:00', '22T00:00 to 23T00:00', '23T00:00 to 24T00:00'], 0],
  ] as const)('off for three days catches up by its policy: %s', async (catchUp, expected, missed) => {
    const { store, add, tick: look } = await world();
    await add({ catchUp });
    const { passedOver, nextAt } = await look('2026-11-24T05:00Z');
    expect(await intervals(store)).toEqual(expected);
    expect(passedOver.reduce((sum, { count }) => sum + count, 0)).toBe(missed);
    expect(isoOf(nextAt!)).toBe('2026-11-25T00:00:00.000Z');
    // And goes on as ever.
    expect((await look('2026-11-25T00:00:10Z')).planned).toHaveLength(1);
  });

  test('whose clock jumps back plans nothing twice and goes on when it is there again', async () => {
    const { store, add, tick: look } = await world();
    await add({ cron: '0 * * * *', catchUp: 'all' });
    await look('2026-11-21T04:00Z');
    const before = await intervals(store);
    expect(before).toHaveLength(3);
    for (const back of ['2026-11-21T02:30Z', '2026-11-20T00:00Z', '2026-11-21T04:00Z']) expect((await look(back)).planned).toEqual([]);
    expect(await intervals(store)).toEqual(before);
    await look('2026-11-21T05:00Z');
    expect(await intervals(store)).toEqual([...before, '21T04:00 to 21T05:00']);
  });

  test('whose clock was years ahead for a moment goes on from now when it is resumed', async () => {
    const { store, add, resume, clock, tick: look } = await world();
    await add({ catchUp: 'last' });
    await look('2030-01-01T05:00Z');
    expect(await intervals(store)).toHaveLength(1);
    expect((await look('2026-11-22T00:00Z')).planned).toEqual([]);
    clock.now = Date.parse('2026-11-22T05:00Z');
    await resume();
    await look('2026-11-23T00:00Z');
    await look('2026-11-24T00:00Z');
    expect((await intervals(store)).slice(0, 2)).toEqual(['22T00:00 to 23T00:00', '23T00:00 to 24T00:00']);
  });

  test('goes by the clock of the database when it is given no other', async () => {
    const { store } = await world();
    const year = Date.now() - 365 * dayMs;
    await addSchedule(store, { workspaceId, now: year, pipeline: pipeline(), name: 'default', definition: { ...daily, catchUp: 'last' } });
    const { planned, nextAt } = await tick({ store, plan });
    expect(planned).toHaveLength(1);
    expect(nextAt).toBeGreaterThan(Date.now());
    expect(nextAt).toBeLessThanOrEqual(Date.now() + dayMs);
  });

  test('names a schedule that can no longer be read, or whose run cannot be made, and plans the others', async () => {
    const { store, add, tick: look } = await world();
    await add({}, 'a');
    await add({}, 'b');
    await add({}, 'c');
    await store.query("update schedule set zone = 'Mars/Phobos', next_at = null where name = 'a'");
    await store.query("update schedule set catch_up = 'sometimes' where name = 'b'");
    const report = await look('2026-11-22T00:00Z');
    expect(report.planned.map(({ schedule }) => schedule)).toEqual(['webtoons-daily/c']);
    expect(report.failed.map(({ schedule, error }) => [schedule, error.code])).toEqual([
      ['webtoons-daily/b', 'TDM_SCHEDULE_INVALID'],
      ['webtoons-daily/a', 'TDM_SCHEDULE_INVALID'],
    ]);
  });
});

describe('a paused schedule', () => {
  test('plans nothing, and under none goes on from when it was resumed', async () => {
    const { store, add, pause, resume, tick: look } = await world();
    await add();
    await pause();
    expect(await look('2026-11-22T00:00Z')).toMatchObject({ planned: [], nextAt: null });
    const { nextAt } = await resume();
    expect(isoOf(nextAt!)).toBe('2026-11-23T00:00:00.000Z');
    expect((await look()).planned).toEqual([]);
    await look('2026-11-23T00:00Z');
    expect(await intervals(store)).toEqual(['22T00:00 to 23T00:00']);
  });

  test('catches up what fell into the pause where its policy says so', async () => {
    const { store, add, pause, resume, tick: look } = await world();
    await add({ catchUp: 'last' });
    await pause();
    expect((await look('2026-11-24T05:00Z')).planned).toEqual([]);
    await resume();
    const { passedOver } = await look();
    expect(await intervals(store)).toEqual(['23T00:00 to 24T00:00']);
    expect(passedOver).toMatchObject([{ count: 2 }]);
  });

  test('is not moved by being paused, changed or resumed again', async () => {
    const { add, pause, resume, change, clock } = await world();
    await add();
    const paused = await pause();
    clock.now += minuteMs;
    expect((await pause()).pausedAt).toBe(paused.pausedAt);
    expect(await change({ jitterMs: 1000 })).toMatchObject({ nextAt: null });
    const resumed = await resume();
    clock.now += dayMs;
    // It was not paused: what is due stays due.
    expect((await resume()).nextAt).toBe(resumed.nextAt);
  });
});

describe('a changed schedule', () => {
  test('fires by its new line from now on, and no time is in two of its intervals', async () => {
    const { store, add, change, tick: look } = await world();
    await add();
    await look('2026-11-22T00:00Z');
    await look('2026-11-22T00:30Z');
    // Every other day: by itself its next interval would begin where the last one began.
    await change({ cron: '0 9 25,27 * *' });
    await look('2026-11-25T00:00Z');
    expect(await intervals(store)).toEqual(['21T00:00 to 22T00:00', '22T00:00 to 25T00:00']);
  });

  test('keeps what waits for the end of quiet hours, unless its line or zone is another', async () => {
    const { store, add, change, tick: look, clock } = await world();
    await add({ quiet: { from: '08:00', to: '12:00' } });
    clock.now = Date.parse('2026-11-22T01:00Z');
    expect(isoOf((await change({ quiet: null })).nextAt!)).toBe('2026-11-22T00:00:00.000Z');
    await change({ quiet: { from: '08:00', to: '11:00' } });
    await look('2026-11-22T02:00Z');
    expect(await intervals(store)).toEqual(['21T00:00 to 22T00:00']);
  });
});

describe('the schedules of pipelines', () => {
  test('are written once, begin from now, and what the operator changed stays', async () => {
    const { store, change, clock } = await world();
    const declare = (...all: PipelineDefinition[]) => declareSchedules(store, all, { workspaceId, now: clock.now });
    const first = await declare(pipeline(), pipeline(null, 'by-hand'), pipeline({ ...daily, cron: '0 9 * *' }, 'broken'));
    expect(first.declared.map(({ pipeline: of, name }) => `${of}/${name}`)).toEqual(['webtoons-daily/default']);
    expect(first.invalid).toMatchObject([{ pipeline: 'broken', error: { code: 'TDM_SCHEDULE_INVALID' } }]);
    await change({ cron: '0 10 * * *' });
    expect((await declare(pipeline())).declared).toEqual([]);
    expect((await listSchedules(store, workspaceId)).map(({ definition }) => definition.cron)).toEqual(['0 10 * * *']);
  });

  test('wait to be resumed where their definition says so', async () => {
    const { store, resume, clock, tick: look } = await world();
    await declareSchedules(store, [pipeline({ ...daily, paused: true })], { workspaceId, now: clock.now });
    expect(await look('2026-11-23T00:00Z')).toMatchObject({ planned: [], nextAt: null });
    expect(isoOf((await resume()).nextAt!)).toBe('2026-11-24T00:00:00.000Z');
  });

  test('can be several for one pipeline, with parameters of their own', async () => {
    const { store, add, tick: look } = await world();
    await add({}, 'mondays', { watchlist: 'Monday favourites' });
    await add({}, 'the rest', { watchlist: 'The rest', pages: 3, full: true });
    await look('2026-11-22T00:00Z');
    const rows = await store.query<{ parameters: unknown }>('select parameters from pipeline_run order by schedule_id');
    expect(rows.map(({ parameters }) => parameters)).toEqual([
      { watchlist: 'Monday favourites' },
      { watchlist: 'The rest', pages: 3, full: true },
    ]);
  });

  test('are removed with their runs kept, and the one a pipeline brings along is only paused', async () => {
    const { store, add, tick: look } = await world();
    await add({}, 'mondays');
    await look('2026-11-22T00:00Z');
    await removeSchedule(store, { workspaceId, key: 'webtoons-daily/mondays', isOwn: true });
    expect(await intervals(store)).toHaveLength(1);
    await add();
    const remove = (isOwn: boolean) => removeSchedule(store, { workspaceId, key: 'webtoons-daily', isOwn });
    await expect(remove(true)).rejects.toMatchObject({ code: 'TDM_SCHEDULE_OWN' });
    await remove(false);
    await expect(remove(false)).rejects.toMatchObject({ code: 'TDM_SCHEDULE_UNKNOWN' });
  });

  test('refuse a second one of the same name, a name with a slash, a parameter that does not fit, and to be found by a wrong one', async () => {
    const { store, add } = await world();
    await add();
    await expect(add()).rejects.toMatchObject({ code: 'TDM_SCHEDULE_EXISTS' });
    await expect(add({}, 'a/b')).rejects.toMatchObject({ code: 'TDM_SCHEDULE_INVALID' });
    await expect(add({}, 'odd', { pages: 'many' })).rejects.toMatchObject({ code: 'TDM_PARAMETER_INVALID' });
    await expect(add({}, '')).rejects.toMatchObject({ code: 'TDM_SCHEDULE_INVALID' });
    await expect(store.transaction((sql) => requireSchedule(sql, workspaceId, 'webtoons'))).rejects.toMatchObject({
      code: 'TDM_SCHEDULE_UNKNOWN',
    });
  });
});
