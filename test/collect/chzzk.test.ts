import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addTargets, ensureWorkspace, mainWorkspace } from '../../src/catalog/index.ts';
import type { RunReport } from '../../src/collect/index.ts';
import { createSimulator } from '../../src/sim/index.ts';
import type { Simulator } from '../../src/sim/index.ts';
import { chzzk } from '../../src/sources/chzzk/index.ts';
import type { Store } from '../../src/store/index.ts';
import { testStore } from '../support/database.ts';
import { collectDay } from '../support/rows.ts';

const firstDay = '2026-11-21';
const lastDay = '2026-11-26';

const watch = async (store: Store, ids: readonly string[]): Promise<void> => {
  await ensureWorkspace(store);
  const targets = ids.map((externalId) => ({ platform: 'chzzk' as const, kind: 'channel' as const, externalId }));
  await addTargets(store, { workspaceId: mainWorkspace, targets });
};

describe('Chzzk, collected', () => {
  let simulator: Simulator;
  let store: Store;
  const reports: RunReport[] = [];
  beforeAll(async () => {
    simulator = await createSimulator({ chzzkChannels: 24 });
    ({ store } = await testStore());
    await watch(store, [...simulator.chzzk.ids(), 'f'.repeat(32)]);
    for (const day of [firstDay, lastDay]) reports.push(await collectDay(store, chzzk, simulator, day));
  }, 120_000);
  afterAll(() => simulator.close());

  test('both days end complete, with nothing in quarantine', () => {
    expect(reports).toMatchObject([
      { state: 'done', error: null, misfits: 0 },
      { state: 'done', error: null, misfits: 0 },
    ]);
  });

  const truthOf = (id: string, day: string) => simulator.chzzk.streamerTruth(id, day)!;

  test('with the key 25 profiles are two calls of the official interface, and the followers are the true ones of each day', async () => {
    const [first] = await store.query<{ run: string }>('select min(id)::text as run from run');
    const calls = await store.query({
      text: "select endpoint, count(*)::int as count from exchange where stream = 'profile' and run_id = $1 group by endpoint",
      values: [first!.run],
    });
    expect(calls).toEqual([{ endpoint: 'open-channels', count: 2 }]);
    const rows = await store.query<{ id: string; followers: number[] }>(
      `select id, array_agg((counts ->> 'followers')::int order by observed_at) as followers
       from observation where kind = 'channel' and stream = 'profile' group by id`,
    );
    expect(rows.map(({ id }) => id).toSorted()).toEqual([...simulator.chzzk.ids()].toSorted());
    for (const { id, followers } of rows)
      expect(followers, id).toEqual([firstDay, lastDay].filter((day) => !truthOf(id, day).banned).map((day) => truthOf(id, day).followers));
  });

  test('who never existed and who was banned are gone, named among 20 that are there', async () => {
    const gone = await store.query<{ id: string }>("select external_id as id from target where state = 'gone' order by external_id");
    expect(gone.map(({ id }) => id).toSorted()).toEqual([simulator.chzzk.idOf('banned'), 'f'.repeat(32)].toSorted());
    const asked = await store.query({
      text: "select 1 from exchange where url like $1 and stream <> 'profile'",
      values: [`%${'f'.repeat(32)}%`],
    });
    expect(asked).toEqual([]);
  });

  test('the air is as it is: on it with viewers unless they are hidden, off it with none', async () => {
    const rows = await store.query<{ id: string; live: boolean | null }>(
      "select id, (fields ->> 'live')::boolean as live from record where kind = 'channel'",
    );
    for (const { id, live } of rows) {
      const truth = truthOf(id, lastDay);
      if (!truth.banned && !truth.private) expect(live, id).toBe(truth.part === 'bare' ? false : truth.onAir);
    }
    const seen = await store.query<{ id: string; viewers: number | null }>(
      "select distinct on (id) id, (counts ->> 'viewers')::int as viewers from observation where stream = 'live' order by id, observed_at desc",
    );
    const viewers = new Map(seen.map((row) => [row.id, row.viewers]));
    expect(viewers.get(simulator.chzzk.idOf('on-air'))).toBe(truthOf(simulator.chzzk.idOf('on-air'), lastDay).viewers);
    expect(viewers.get(simulator.chzzk.idOf('hidden'))).toBeNull();
    expect(viewers.has(simulator.chzzk.idOf('off-air'))).toBe(false);
  });

  test('the private channel is told apart from a broken one', async () => {
    const [row] = await store.query({
      text: "select distinct outcome, note from exchange where url like $1 and stream = 'live' and outcome <> 'ok'",
      values: [`%${simulator.chzzk.idOf('private')}%`],
    });
    expect(row).toEqual({ outcome: 'private', note: 'Chzzk says 403 비공개 채널입니다.' });
  });

  test('all the videos that the option allows are there, with their counts in time', async () => {
    const rows = await store.query<{ id: string; posts: number }>(
      "select parent_id as id, count(*)::int as posts from record where kind = 'post' group by parent_id",
    );
    const counted = new Map(rows.map(({ id, posts }) => [id, posts]));
    for (const id of simulator.chzzk.ids()) {
      const { posts } = truthOf(id, firstDay);
      expect(counted.get(id) ?? 0, id).toBeGreaterThanOrEqual(Math.min(240, posts));
    }
    const [fallen] = await store.query<{ count: number }>(
      `select count(*)::int as count from (select (counts ->> 'views')::int as views, lag((counts ->> 'views')::int) over (partition by id order by observed_at) as before
       from observation where kind = 'post') as steps where views < before`,
    );
    expect(fallen).toEqual({ count: 0 });
  });

  test('without a key everything is collected as the site asks, one channel a call', async () => {
    const { store: other } = await testStore();
    await watch(other, simulator.chzzk.ids().slice(0, 4));
    const keyless = { ...chzzk, settings: [] };
    expect(await collectDay(other, keyless, simulator, firstDay)).toMatchObject({ state: 'done', error: null });
    const calls = await other.query<{ endpoint: string }>("select endpoint from exchange where stream = 'profile'");
    expect(calls).toEqual(Array.from({ length: 4 }, () => ({ endpoint: 'channel' })));
    const [key] = await other.query({ text: "select count(*)::int as count from exchange where url like '%simulated-chzzk%'" });
    expect(key).toEqual({ count: 0 });
  });
});
