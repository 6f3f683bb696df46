import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addTargets, ensureWorkspace, mainWorkspace } from '../../src/catalog/index.ts';
import type { RunReport } from '../../src/collect/index.ts';
import { createSimulator } from '../../src/sim/index.ts';
import type { Simulator } from '../../src/sim/index.ts';
import { soop } from '../../src/sources/soop/index.ts';
import type { Store } from '../../src/store/index.ts';
import { testStore } from '../support/database.ts';
import { collectDay } from '../support/rows.ts';

const firstDay = '2026-11-21';
const lastDay = '2026-11-26';

describe('SOOP, collected', () => {
  let simulator: Simulator;
  let store: Store;
  const reports: RunReport[] = [];
  beforeAll(async () => {
    simulator = await createSimulator({ soopChannels: 18 });
    ({ store } = await testStore());
    await watch(store, simulator.soop.ids());
    for (const day of [firstDay, lastDay]) reports.push(await collectDay(store, soop, simulator, day));
  }, 120_000);
  afterAll(() => simulator.close());

  test('both days end complete, with nothing in quarantine', () => {
    expect(reports).toMatchObject([
      { state: 'done', error: null, misfits: 0 },
      { state: 'done', error: null, misfits: 0 },
    ]);
  });

  const watch = async (into: Store, ids: readonly string[]): Promise<void> => {
    await ensureWorkspace(into);
    const targets = ids.map((externalId) => ({ platform: 'soop' as const, kind: 'channel' as const, externalId }));
    await addTargets(into, { workspaceId: mainWorkspace, targets });
  };

  test('every streamer has the followers of the truth, on both days', async () => {
    const rows = await store.query<{ id: string; followers: number[] }>(
      `select id, array_agg((counts ->> 'followers')::int order by observed_at) as followers from observation
       where platform = 'soop' and kind = 'channel' and stream = 'profile' group by id`,
    );
    expect(rows.map(({ id }) => id).toSorted()).toEqual([...simulator.soop.ids()].toSorted());
    for (const { id, followers } of rows) {
      const days = [firstDay, lastDay]
        .map((day) => simulator.soop.streamerTruth(id, day)!)
        .filter((truth) => !truth.banned && !truth.private);
      expect(followers, id).toEqual(days.map((truth) => truth.followers));
    }
  });

  test('bought followers show as a leap that no view follows', async () => {
    const id = simulator.soop.idOf('bought');
    const [row] = await store.query<{ followers: number[]; views: number[] }>({
      text: `select array_agg((counts ->> 'followers')::int order by observed_at) as followers, array_agg((counts ->> 'views')::int order by observed_at) as views
             from observation where id = $1 and stream = 'profile'`,
      values: [id],
    });
    const [before, after] = row!.followers as [number, number];
    expect(after - before).toBeGreaterThanOrEqual(simulator.soop.streamerTruth(id, lastDay)!.boughtFollowers);
    expect(row!.views[1]! - row!.views[0]!).toBeLessThan(row!.views[0]!);
  });

  test('who is off the air is off it, with a record and without viewers; who is on it has them', async () => {
    const rows = await store.query<{ id: string; live: boolean }>(
      "select id, (fields ->> 'live')::boolean as live from record where kind = 'channel'",
    );
    const there = rows.filter(
      ({ id }) => !simulator.soop.streamerTruth(id, lastDay)!.banned && !simulator.soop.streamerTruth(id, lastDay)!.private,
    );
    for (const { id, live } of there) expect(live, id).toBe(simulator.soop.streamerTruth(id, lastDay)!.onAir);
    const viewers = await store.query<{ id: string; viewers: number }>(
      `select distinct on (id) id, (counts ->> 'viewers')::int as viewers from observation where stream = 'live' and kind = 'channel' order by id, observed_at desc`,
    );
    expect(viewers.length).toBeGreaterThan(0);
    expect(viewers.map(({ id }) => id)).not.toContain(simulator.soop.idOf('off-air'));
    const onAir = viewers.find(({ id }) => id === simulator.soop.idOf('on-air'))!;
    expect(onAir.viewers).toBe(simulator.soop.streamerTruth(onAir.id, lastDay)!.viewers);
  });

  test('the suspended is gone, the private is private, both stay in history, and nobody asks for their videos', async () => {
    const [banned, secluded] = [simulator.soop.idOf('banned'), simulator.soop.idOf('private')];
    const states = await store.query({
      text: 'select external_id as id, state from target where external_id = any($1) order by state',
      values: [[banned, secluded]],
    });
    expect(states).toEqual([
      { id: banned, state: 'gone' },
      { id: secluded, state: 'private' },
    ]);
    const [history] = await store.query({ text: 'select gone_since is not null as gone from record where id = $1', values: [banned] });
    expect(history).toEqual({ gone: true });
    const asked = await store.query({
      text: "select 1 from exchange join run on run.id = run_id where url like $1 and stream = 'videos' and outcome <> 'ok'",
      values: [`%/${banned}/%`],
    });
    expect(asked).toEqual([]);
  });

  test('a new name is the same streamer under the same login', async () => {
    const id = simulator.soop.idOf('renamed');
    const [record] = await store.query({ text: "select fields ->> 'title' as title from record where id = $1", values: [id] });
    expect(record).toEqual({ title: simulator.soop.streamerTruth(id, lastDay)!.name });
    expect(simulator.soop.streamerTruth(id, firstDay)!.name).not.toBe(simulator.soop.streamerTruth(id, lastDay)!.name);
    expect(await store.query({ text: 'select name from record_name where id = $1', values: [id] })).toEqual([{ name: `@${id}` }]);
  });

  test('the newest 200 videos of each streamer are there, published in UTC', async () => {
    const rows = await store.query<{ id: string; posts: number; badly: number }>(
      `select parent_id as id, count(*)::int as posts, count(*) filter (where fields ->> 'publishedAt' !~ 'Z$')::int as badly
       from record where kind = 'post' group by parent_id`,
    );
    const truthOf = (id: string, day: string) => simulator.soop.streamerTruth(id, day)!;
    const expected = simulator.soop.ids().filter((id) => truthOf(id, firstDay).posts > 0);
    expect(rows.map(({ id }) => id).toSorted()).toEqual(expected.toSorted());
    for (const { id, posts, badly } of rows) {
      expect(posts, id).toBeGreaterThanOrEqual(Math.min(200, truthOf(id, firstDay).posts));
      expect(badly, id).toBe(0);
    }
  });

  test('no viewer who gave something is named in what is kept', async () => {
    const rows = await store.query<{ text: string }>(
      "select fields::text || counts::text as text from record union all select coalesce(note, '') from exchange",
    );
    expect(rows.filter(({ text }) => /viewer\d|시청자/.test(text))).toEqual([]);
  });

  test('a host that does not want us is left for the next one, and the collection ends complete', async () => {
    const { store: other } = await testStore();
    await watch(other, simulator.soop.ids().slice(0, 3));
    simulator.faults.add([{ fault: 'page-404', host: 'chapi.sooplive.co.kr' }]);
    try {
      // The refusal rests the lane for a minute; on a clock of its own nobody waits for it.
      const first = await collectDay(other, soop, simulator, firstDay, { streams: ['profile'] });
      expect(['waiting', 'done']).toContain(first.state);
      for (let round = 0; round < 5; round++) {
        await other.query("update lane set backoff_until = '-infinity'");
        await other.query("update task set not_before = '-infinity'");
        if ((await collectDay(other, soop, simulator, firstDay, { streams: ['profile'] })).state === 'done') break;
      }
    } finally {
      simulator.faults.clear();
    }
    const outcomes = await other.query<{ host: string; outcome: string }>(
      "select distinct substring(url from '//([^/]+)/') as host, outcome from exchange where stream = 'profile' order by host, outcome",
    );
    expect(outcomes).toEqual([
      { host: 'chapi.sooplive.co.kr', outcome: 'blocked' },
      { host: 'chapi.sooplive.com', outcome: 'ok' },
    ]);
    expect(await other.query("select count(*)::int as count from record where kind = 'channel'")).toEqual([{ count: 3 }]);
  });
});
