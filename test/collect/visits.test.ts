import { afterAll, describe, expect, test } from 'vitest';
import { addTargets, ensureWorkspace, mainWorkspace } from '../../src/catalog/index.ts';
import { resolveSelection, visitsOf as visitsOfText } from '../../src/collect/index.ts';
import type { CollectOptions } from '../../src/collect/index.ts';
import { bringUpToDate } from '../../src/collect/revisit/bring-up-to-date.ts';
import { revisitedBy } from '../../src/collect/revisit/visits.ts';
import { forgetVisits } from '../../src/collect/sql/revisit-memory.ts';
import { sourceOf } from '../../src/sources/index.ts';
import { createSimulator } from '../../src/sim/index.ts';
import { twitch } from '../../src/sources/twitch/index.ts';
import type { Store } from '../../src/store/index.ts';
import { testStore } from '../support/database.ts';
import { collectDay } from '../support/rows.ts';

const channels = 60;
const firstDay = Date.parse('2026-11-21');
const dayOf = (n: number): string => new Date(firstDay + n * 86_400_000).toISOString().slice(0, 10);

/** Whom a run visits, and why. */
interface VisitRow {
  readonly target_id: string;
  readonly reason: string;
  readonly every_days: number;
}
const visitsOf = (store: Store, run: string) =>
  store.query<VisitRow>({
    text: 'select target_id, reason, every_days from run_visit where run_id = $1 order by target_id',
    values: [run],
  });
const asked = async (store: Store, run: string): Promise<string[]> => {
  const rows = await store.query<{ id: string }>({
    text: `select distinct unnest(targets) as id from task where run_id = $1 order by 1`,
    values: [run],
  });
  return rows.map(({ id }) => id);
};

describe('a collection with a number of visits', async () => {
  const world = await createSimulator({ twitchChannels: channels, twitchPointsPerMinute: 1_000_000, seed: 11 });
  afterAll(() => world.close());
  const watch = async (store: Store): Promise<void> => {
    await ensureWorkspace(store);
    await addTargets(store, {
      workspaceId: mainWorkspace,
      targets: world.twitch
        .world()
        .channels.map(({ login, renamed }) => ({ platform: 'twitch', kind: 'channel', externalId: `@${renamed?.login ?? login}` })),
    });
  };
  const collectOn = (store: Store, n: number, visits: number | 'auto' | undefined, more: Partial<CollectOptions> = {}) =>
    collectDay(store, twitch, world, dayOf(n), {
      selection: { streams: ['profile', 'videos'], targets: null, watchlist: null, ...(visits === undefined ? {} : { visits }) },
      ...more,
    });

  test('over twelve days a third of the visits go to what bends, forget nobody, and are never exceeded', async () => {
    const { store } = await testStore();
    await watch(store);
    const visits = channels / 3;
    const seen = new Map<string, number>();
    for (let n = 0; n < 12; n++) {
      const report = await collectOn(store, n, visits);
      expect(report).toMatchObject({ state: 'done', error: null });
      const chosen = await visitsOf(store, report.id);
      expect(chosen.length).toBeLessThanOrEqual(visits);
      expect(await asked(store, report.id)).toEqual(chosen.map(({ target_id }) => target_id));
      if (n < 3) expect(chosen.every(({ reason }) => reason === 'new')).toBe(true);
      const rows = await store.query<{ id: string }>({
        text: "select distinct id from observation where run_id = $1 and stream = 'profile'",
        values: [report.id],
      });
      for (const { id } of rows) seen.set(id, (seen.get(id) ?? 0) + 1);
    }
    expect(seen.size).toBeGreaterThanOrEqual(channels - 10);
    const growthOf = new Map(
      world.twitch.world().channels.map(({ id, following }) => [id, following.bought ? 'bought' : following.growth.kind]),
    );
    const meanOf = (...kinds: readonly string[]): number => {
      const counts = [...seen].filter(([id]) => kinds.includes(growthOf.get(id)!)).map(([, count]) => count);
      return counts.reduce((sum, count) => sum + count, 0) / counts.length;
    };
    expect(meanOf('spike', 'bought')).toBeGreaterThan(1.4 * meanOf('dormant'));
    expect(meanOf('steady')).toBeGreaterThan(meanOf('dormant'));
    // Nobody who is there was left alone for longer than it takes to visit all three times over.
    const [longest] = await store.query<{ days: number }>(`
      select max(extract(epoch from (select max(started_at) from run) - visited_at) / 86400)::float8 as days
      from revisit join record using (platform, kind, id) where gone_since is null`);
    expect(longest!.days).toBeLessThan(9);
  });

  test('whoever goes on with a run, or works on it besides, visits those that were chosen', async () => {
    const { store } = await testStore();
    await watch(store);
    await collectOn(store, 0, undefined);
    const stop = new AbortController();
    const stopped = await collectOn(store, 1, 20, { stop: stop.signal, onEvent: ({ type }) => type === 'visits' && stop.abort() });
    expect(stopped.state).toBe('interrupted');
    const chosen = await visitsOf(store, stopped.id);
    expect(chosen).toHaveLength(20);
    // What is learned meanwhile changes nothing of what was chosen.
    await store.query('update revisit set surprise = 1000 * random(), surprises = 1');
    const both = await Promise.all([collectOn(store, 1, 20), collectOn(store, 1, 20)]);
    expect(both.map(({ id, state }) => [id, state])).toEqual([
      [stopped.id, 'done'],
      [stopped.id, 'done'],
    ]);
    expect(await visitsOf(store, stopped.id)).toEqual(chosen);
    expect(await asked(store, stopped.id)).toEqual(chosen.map(({ target_id }) => target_id));
  });

  test('what is remembered of visits follows from observations: taken away, the next plan makes it again', async () => {
    const { store } = await testStore();
    await watch(store);
    for (const n of [0, 1, 2, 3, 4]) await collectOn(store, n, n < 2 ? undefined : 25);
    const remembered = () => store.query('select * from revisit order by kind, id');
    const by = revisitedBy(twitch)!;
    await bringUpToDate(store, 'twitch', by);
    const before = await remembered();
    expect(before.length).toBeGreaterThanOrEqual(channels - 10);
    await bringUpToDate(store, 'twitch', by);
    expect(await remembered()).toEqual(before);
    await store.transaction(async (sql) => {
      for (const statement of forgetVisits(store.schema, 'twitch')) await sql.query(statement);
    });
    expect(await remembered()).toEqual([]);
    await Promise.all([bringUpToDate(store, 'twitch', by), bringUpToDate(store, 'twitch', by)]);
    expect(await remembered()).toEqual(before);
  });

  test('a number that no figure can have is not remembered, and spoils the plan of nobody', async () => {
    const { store } = await testStore();
    await watch(store);
    const { id } = await collectOn(store, 0, undefined);
    await store.query({
      text: `update observation set counts = '{"followers": 1e300}' where run_id = $1 and stream = 'profile'`,
      values: [id],
    });
    const report = await collectOn(store, 1, 5);
    expect(report).toMatchObject({ state: 'done', error: null });
    expect(await visitsOf(store, report.id)).toHaveLength(5);
    expect(await store.query('select 1 from revisit where newest_value > 1e15')).toEqual([]);
  });

  test('who is not there is not asked for again and again', async () => {
    const { store } = await testStore();
    await ensureWorkspace(store);
    const targets = ['@nobody_one', '@nobody_two', '@nobody_three'].map((externalId) => ({
      platform: 'twitch' as const,
      kind: 'channel',
      externalId,
    }));
    await addTargets(store, { workspaceId: mainWorkspace, targets });
    const first = await collectOn(store, 0, 2);
    expect((await visitsOf(store, first.id)).map(({ reason }) => reason)).toEqual(['new', 'new']);
    const second = await collectOn(store, 1, 2);
    expect(await asked(store, second.id)).toEqual(['@nobody_two']);
    // Gone for a month: whoever is not there is asked for by the floor, and not before everybody else.
    await store.query("update target set state_since = now() - interval '30 days'");
    const third = await collectOn(store, 3, 1);
    expect(await visitsOf(store, third.id)).toEqual([expect.objectContaining({ reason: 'turn' })]);
  });

  test('on a watchlist only its members are visited', async () => {
    const { store } = await testStore();
    await watch(store);
    const externalIds = world.twitch
      .world()
      .channels.slice(0, 12)
      .map(({ login, renamed }) => `@${renamed?.login ?? login}`);
    await addTargets(store, {
      workspaceId: mainWorkspace,
      watchlist: 'Few',
      targets: externalIds.map((externalId) => ({ platform: 'twitch', kind: 'channel', externalId })),
    });
    const request = { workspace: mainWorkspace, streams: ['profile', 'videos'], targets: [], watchlist: 'Few' };
    const selection = await resolveSelection(store, twitch, { ...request, visits: 5 });
    const report = await collectOn(store, 0, undefined, { selection });
    expect((await visitsOf(store, report.id)).every(({ target_id }) => externalIds.includes(target_id))).toBe(true);
    expect(await asked(store, report.id)).toHaveLength(5);
    const all = await collectOn(store, 0, undefined, { selection: await resolveSelection(store, twitch, request) });
    const [row] = await store.query<{ targets: number }>({
      text: "select targets from run_stream where run_id = $1 and stream = 'profile'",
      values: [all.id],
    });
    // One of them may be gone since the first collection, and rests.
    expect([11, 12]).toContain(row!.targets);
  });

  test('"auto" visits as many as the day’s budget of the lane has room for, by what a target needed last time', async () => {
    const { store } = await testStore();
    await watch(store);
    const first = await collectOn(store, 0, undefined);
    await store.query(
      "update lane set budget_units = 100, budget_used = 40, budget_day = (now() at time zone budget_zone)::date where name = 'twitch'",
    );
    const [last] = await store.query<{ each: number }>({
      text: `select (sum(pages)::float8 / (select targets from run_stream where run_id = $1 and stream = 'profile')) as each from task where run_id = $1`,
      values: [first.id],
    });
    let chosen: unknown;
    // The lanes of a test are lifted again by whoever opens them; the choice is made before.
    await collectOn(store, 1, 'auto', { onEvent: (event) => event.type === 'visits' && (chosen = event) });
    expect(chosen).toMatchObject({ visits: Math.floor((60 * 0.9) / last!.each) });
    expect((chosen as { visits: number }).visits).toBeLessThan(channels / 2);
    await store.query("update lane set budget_units = null where name = 'twitch'");
    const unlimited = await collectOn(store, 2, 'auto');
    expect(await visitsOf(store, unlimited.id)).toEqual([]);
    expect((await asked(store, unlimited.id)).length).toBeGreaterThan(channels - 10);
  });

  test('is refused where the figure to choose by is not read, and leaves no run behind', async () => {
    const { store } = await testStore();
    await watch(store);
    const wrong = { streams: ['videos'], targets: null, watchlist: null, visits: 5 };
    await expect(collectOn(store, 0, 5, { selection: wrong })).rejects.toMatchObject({ code: 'TDM_VISITS_UNSUPPORTED' });
    const request = { workspace: mainWorkspace, streams: [], targets: [], watchlist: null, visits: 5 };
    await expect(resolveSelection(store, sourceOf('naver-shopping'), request)).rejects.toMatchObject({ code: 'TDM_VISITS_UNSUPPORTED' });
    expect(await store.query('select id from run')).toEqual([]);
  });
});

test.each([0, -1, 1.5, NaN, Infinity, 1e10, '1.5', '-3', 'many', 'AUTO', '１００', '0x10', '99999999999', true, [5], { visits: 5 }])(
  'a number of visits of %o is refused with what to do',
  (bad) => {
    expect(() => visitsOfText(bad)).toThrow(
      expect.objectContaining({ code: 'TDM_VISITS_INVALID', next: expect.stringContaining('whole number') }),
    );
  },
);

test.each([
  [null, null],
  [undefined, null],
  ['', null],
  ['auto', 'auto'],
  ['1500', 1500],
  [' 7 ', 7],
  [1, 1],
])('a number of visits of %o is read as %o', (given, read) => {
  expect(visitsOfText(given)).toBe(read);
});
