import { afterAll, describe, expect, test } from 'vitest';
import { addTargets, ensureWorkspace, mainWorkspace } from '../../src/catalog/index.ts';
import { resolveSelection } from '../../src/collect/index.ts';
import type { CollectOptions, RunReport } from '../../src/collect/index.ts';
import { systemClock } from '../../src/domain/index.ts';
import { createHasher, createLanes, createNet, createRobots } from '../../src/net/index.ts';
import { createSimulator } from '../../src/sim/index.ts';
import type { FaultRule, YoutubePart } from '../../src/sim/index.ts';
import { youtube } from '../../src/sources/youtube/index.ts';
import type { Store, Worker } from '../../src/store/index.ts';
import { acknowledged } from '../support/compare.ts';
import { testStore } from '../support/database.ts';
import { collectDay } from '../support/rows.ts';

describe('collecting YouTube', async () => {
  const simulator = await createSimulator({ titles: 1, episodes: 1, seed: 7, youtubeChannels: 60 });
  afterAll(() => simulator.close());
  const idOf = (part: YoutubePart): string => simulator.youtube.idOf(part);
  const days = ['2026-11-21', '2026-11-22', '2026-11-23', '2026-11-24'];

  const watch = async (store: Store, targets: readonly string[]): Promise<void> => {
    await ensureWorkspace(store);
    await addTargets(store, {
      workspaceId: mainWorkspace,
      targets: targets.map((externalId) => ({ platform: 'youtube', kind: 'channel', externalId })),
    });
  };
  const collectOn = async (
    store: Store,
    day: string,
    targets: readonly string[] = [],
    more: Partial<CollectOptions> = {},
  ): Promise<RunReport> => {
    await ensureWorkspace(store);
    const selection = await resolveSelection(store, youtube, { workspace: mainWorkspace, streams: [], targets, watchlist: null });
    return collectDay(store, youtube, simulator, day, { selection, ...more });
  };
  /** The lane with the budget that the source declares, and without its pace. */
  const withBudget = (store: Store): Pick<CollectOptions, 'clock' | 'openNet'> => ({
    clock: systemClock,
    openNet: async (worker: Worker) => {
      const lanes = createLanes({ store, workerId: worker.id, clock: systemClock, random: () => 0, maxHoldMs: 1000 });
      await lanes.declare(youtube.lanes.map((lane) => ({ ...lane, intervalMs: 0 })));
      const net = createNet({
        lanes,
        robots: (fetch) => createRobots({ store, fetch, clock: systemClock }),
        clock: systemClock,
        random: () => 0,
        userAgent: 'test',
        hasher: createHasher(new Uint8Array(32)),
        simulatorUrl: simulator.url,
      });
      return { net, lanes };
    },
  });
  const everyone = simulator.youtube.world().channels.map(({ id }) => id);
  const stored = async (store: Store, kind: string) =>
    store.query<{ id: string; parent_id: string | null; fields: Record<string, unknown>; counts: Record<string, unknown>; gone: boolean }>({
      text: "select id, parent_id, fields, counts, gone_since is not null as gone from record where platform = 'youtube' and kind = $1 order by id",
      values: [kind],
    });

  test('everybody’s profile and newest videos are stored as they truly are, for two units a channel and less', async () => {
    const { store } = await testStore();
    await watch(store, everyone);
    simulator.log.reset();
    const report = await collectOn(store, days[0]!);
    expect(report).toMatchObject({ state: 'done', error: null });
    const channels = await stored(store, 'channel');
    expect(channels.map(({ id }) => id)).toEqual(everyone.toSorted());
    let expected = 0;
    for (const { id, counts } of channels) {
      const truth = simulator.youtube.channelTruth(id, days[0]!)!;
      expected += Math.min(50, truth.videos);
      const followers = counts['followers'] as number | { value: number; digits: number } | null;
      expect(typeof followers === 'object' ? (followers?.value ?? null) : followers).toBe(truth.shownSubscribers);
      expect(counts['views']).toBe(truth.views);
    }
    const posts = await stored(store, 'post');
    expect(posts).toHaveLength(expected);
    for (const { id, parent_id, counts } of posts) {
      const truth = simulator.youtube.videoTruth(id, days[0]!)!;
      expect(parent_id).toBe(truth.channelId);
      expect(counts['views']).toBe(truth.views);
    }
    const units = simulator.log.entries({}).filter(({ endpoint }) => endpoint.startsWith('youtube/'));
    expect(units.length).toBeLessThan(2 + 2 * everyone.length);
    const kept = await acknowledged(store);
    expect(kept).toMatchObject({ adrift: 0, exchanges: kept.pages, lines: kept.pages });
  });

  test('no key is written anywhere', async () => {
    const { store } = await testStore();
    await watch(store, [idOf('rising')]);
    await collectOn(store, days[0]!);
    const secret = youtube.settings![0]!.simulated;
    const [row] = await store.query<{ found: boolean }>({
      text: 'select exists (select from exchange where exchange::text like $1) or exists (select from run where run::text like $1) as found',
      values: [`%${secret}%`],
    });
    expect(row!.found).toBe(false);
  });

  test('accounts given as people write them are resolved, and one that is renamed is followed under its id', async () => {
    const { store } = await testStore();
    const old = simulator.youtube.channelTruth(idOf('renamed'), days[0]!)!.handle!;
    const userName = simulator.youtube.channelTruth(idOf('before-handles'), days[0]!)!.userName!;
    const typed = [`https://www.youtube.com/@${old}?si=x`, `youtube.com/user/${userName}/videos`, '@nobody-has-this', idOf('korean')];
    await collectOn(store, days[0]!, typed);
    const targets = () =>
      store.query<{ external_id: string; record_id: string | null; state: string }>(
        'select external_id, record_id, state from target where platform = \'youtube\' order by external_id collate "C"',
      );
    expect(await targets()).toEqual(
      [
        { external_id: `@${old.toLowerCase()}`, record_id: idOf('renamed'), state: 'active' },
        { external_id: '@nobody-has-this', record_id: null, state: 'gone' },
        { external_id: `@user/${userName.toLowerCase()}`, record_id: idOf('before-handles'), state: 'active' },
        { external_id: idOf('korean'), record_id: expect.anything(), state: 'active' },
      ].toSorted((one, other) => (one.external_id < other.external_id ? -1 : 1)),
    );

    simulator.log.reset();
    await collectOn(store, days[3]!, typed);
    // By now all are known by their ids: one unit for all of them, and nobody is asked for by name but the one who was not there.
    const asked = simulator.log.entries({ endpoint: 'youtube/channels' }).map(({ url }) => url);
    expect(asked.filter((url) => !url.includes('forHandle=%40nobody'))).toHaveLength(1);
    const names = await store.query<{ name: string }>({
      text: "select name from record_name where platform = 'youtube' and id = $1 order by since",
      values: [idOf('renamed')],
    });
    expect(names.map(({ name }) => name)).toEqual([`@${old.toLowerCase()}`, `@${old.toLowerCase()}.tv`]);
    const posts = await stored(store, 'post');
    for (const part of ['renamed', 'before-handles', 'korean'] as const)
      expect(posts.some(({ parent_id }) => parent_id === idOf(part))).toBe(true);
  });

  test('videos of names nobody has met yet are found through their channel', async () => {
    const { store } = await testStore();
    await ensureWorkspace(store);
    const name = `@${simulator.youtube.channelTruth(idOf('rising'), days[0]!)!.handle!.toLowerCase()}`;
    const selection = await resolveSelection(store, youtube, {
      workspace: mainWorkspace,
      streams: ['videos'],
      targets: [name],
      watchlist: null,
    });
    const report = await collectDay(store, youtube, simulator, days[0]!, { selection });
    expect(report).toMatchObject({ state: 'done', error: null });
    expect((await stored(store, 'post')).every(({ parent_id }) => parent_id === idOf('rising'))).toBe(true);
  });

  test('who is banned is gone and stays in history; what is deleted or made private is said to be, and keeps its figures', async () => {
    const { store } = await testStore();
    await watch(store, [idOf('banned'), idOf('losing')]);
    await collectOn(store, days[0]!);
    const before = await stored(store, 'post');
    await collectOn(store, days[1]!);
    const lost = (await stored(store, 'post')).filter(({ fields }) => ['deleted', 'private'].includes(String(fields['state'])));
    expect(lost.map(({ fields }) => fields['state']).toSorted()).toEqual(['deleted', 'private']);
    for (const { id, fields, counts } of lost) {
      const known = before.find((post) => post.id === id)!;
      expect(fields['title']).toBe(known.fields['title']);
      expect(counts).toEqual(known.counts);
    }
    await collectOn(store, days[2]!);
    const gone = (await stored(store, 'channel')).filter((channel) => channel.gone);
    expect(gone.map(({ id }) => id)).toEqual([idOf('banned')]);
    expect((await stored(store, 'post')).length).toBeGreaterThanOrEqual(before.length);
  });

  const withFaults = async <T>(faults: FaultRule[], work: () => Promise<T>): Promise<T> => {
    simulator.faults.add(faults);
    try {
      return await work();
    } finally {
      simulator.faults.clear();
    }
  };

  test('a quota that is used up closes the lane until midnight in California, charges nothing, and a later run goes on', async () => {
    const { store } = await testStore();
    await watch(store, everyone.slice(0, 30));
    const report = await withFaults([{ fault: 'youtube-quota', endpoint: 'youtube/videos', after: 1 }], () =>
      collectOn(store, days[0]!, [], withBudget(store)),
    );
    expect(report).toMatchObject({ state: 'waiting', error: { code: expect.stringMatching(/^TDM_(?:LANE_HELD|BUDGET_SPENT)$/) } });
    const [waiting] = await store.query<{ until: string; attempts: number }>(
      // A wait is written down as a duration, so its end is right to some milliseconds.
      "select to_char((max(not_before) + interval '30 s') at time zone 'America/Los_Angeles', 'HH24:MI') as until, max(attempts)::int as attempts from task where state = 'waiting'",
    );
    expect(waiting).toEqual({ until: '00:00', attempts: 0 });
    const [lane] = await store.query<{ used: number; cause: string }>('select budget_used::int as used, cause from lane');
    expect(lane!.cause).toContain('quotaExceeded');
    await store.query('delete from lane');
    await store.query('update task set not_before = now()');
    const again = await collectOn(store, days[0]!, [], withBudget(store));
    expect(again).toMatchObject({ id: report.id, state: 'done', error: null });
  });

  test('a key that is refused stops the source and names the setting', async () => {
    const { store } = await testStore();
    await watch(store, everyone.slice(0, 3));
    const report = await withFaults([{ fault: 'youtube-key' }], () => collectOn(store, days[0]!));
    expect(report.error).toMatchObject({ code: 'TDM_CREDENTIAL', exitCode: 3 });
    expect(report.error!.message + report.error!.next).toContain('YOUTUBE_API_KEY');
  });

  test('faults of every kind on every endpoint leave a run complete', async () => {
    const { store } = await testStore();
    await watch(store, everyone);
    const report = await withFaults(
      (['500', 'truncated', 'reset', 'truncated-json'] as const).map((fault): FaultRule => ({ fault, every: 20 })),
      () => collectOn(store, days[0]!),
    );
    expect(report).toMatchObject({ state: 'done', error: null });
    const posts = await stored(store, 'post');
    expect(posts.filter(({ counts }) => counts['views'] === undefined)).toEqual([]);
  });
});
