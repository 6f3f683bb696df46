import { afterAll, describe, expect, test } from 'vitest';
import { addTargets, ensureWorkspace, mainWorkspace } from '../../src/catalog/index.ts';
import type { RunReport } from '../../src/collect/index.ts';
import type { Platform } from '../../src/domain/index.ts';
import { createSimulator } from '../../src/sim/index.ts';
import type { FaultName, FaultRule, Simulator } from '../../src/sim/index.ts';
import { sourceOf } from '../../src/sources/index.ts';
import type { Store } from '../../src/store/index.ts';
import { acknowledged } from '../support/compare.ts';
import { testStore } from '../support/database.ts';
import { collectDay } from '../support/rows.ts';

const day = '2026-11-21';

/** What is collected of a platform. */
interface Work {
  readonly platform: Platform;
  readonly kind?: string;
  readonly targets: (world: Simulator) => readonly string[];
  readonly streams: readonly string[];
  readonly options?: Readonly<Record<string, number>>;
}

const works: readonly Work[] = [
  {
    platform: 'tiktok',
    targets: (world) =>
      world.tiktok
        .plainLogins()
        .slice(0, 4)
        .map((login) => `@${login}`),
    streams: ['profile', 'posts', 'comments', 'followers', 'post-details'],
    options: { maxPostsPerInfluencer: 6, commentedPostsPerInfluencer: 2, maxFollowersPerInfluencer: 60, scrapingDelayMs: 0 },
  },
  {
    platform: 'twitch',
    targets: (world) =>
      world.twitch
        .world()
        .channels.slice(0, 12)
        .map(({ id }) => id),
    streams: ['profile', 'videos', 'streams'],
  },
  {
    platform: 'youtube',
    targets: (world) =>
      world.youtube
        .world()
        .channels.slice(0, 24)
        .map(({ id }) => id),
    streams: ['profile', 'videos'],
  },
  { platform: 'soop', targets: (world) => world.soop.ids().slice(0, 6), streams: ['profile', 'videos', 'live'] },
  { platform: 'chzzk', targets: (world) => world.chzzk.ids().slice(0, 6), streams: ['profile', 'videos', 'live'] },
  {
    platform: 'naver-shopping',
    kind: 'keyword',
    targets: () => ['텐트', '캠핑 의자', '랜턴', '코펠', '침낭', '타프', '화로', '버너', '모자', '배낭'],
    streams: ['offers'],
  },
];

const rule = (fault: FaultName, host?: string, every = 20): FaultRule => ({
  ...{
    fault,
    every,
    ms: 20,
    megabytes: 2,
    rename: { data: 'rows', itemList: 'rows', items: 'rows', station: 'house', content: 'inner' },
  },
  ...(host === undefined ? {} : { host }),
});

/** Every named fault of these platforms: what goes wrong on the way, and what goes wrong in what is said. */
const storms: Readonly<Record<string, readonly FaultRule[]>> = {
  'on the way': (['slow', 'trickle', 'stall', 'half-open', 'reset', 'truncated', 'huge', '500', '503', '429'] as const).map((fault) =>
    rule(fault),
  ),
  'in what is said': [
    // Those of one platform first, as they have the fewest requests to be played on; of the search sometimes fewer than twenty, as it gives way to the page.
    ...[rule('401', 'api.twitch.tv'), rule('401', 'tiktok-relay.example')],
    ...(['youtube-quota', 'youtube-rate', 'youtube-key'] as const).map((fault) => rule(fault, 'www.googleapis.com')),
    ...(['naver-too-fast', 'naver-quota', 'naver-key'] as const).map((fault) => rule(fault, 'openapi.naver.com', 7)),
    ...[rule('page-404', 'chapi.sooplive.co.kr'), rule('page-404', 'api.chzzk.naver.com'), rule('error-in-200', 'api.chzzk.naver.com')],
    ...(['truncated-json', 'empty', 'captcha', 'not-json', 'login-wall', 'shape-drift', 'redirect-outside', 'shifting'] as const).map(
      (fault) => rule(fault),
    ),
    ...(['400', '403', '404'] as const).map((fault) => rule(fault)),
  ],
};

/** Short times, so that a server that never answers costs a moment. */
const limits = { headersMs: 200, bodyMs: 200, bodyBytes: 1_000_000 };

/** What people see to between two commands: a lane is opened, the next day comes, the key is looked after. */
const seeTo = (store: Store, { platform }: Work): Promise<unknown> =>
  Promise.all([
    store.query({
      text: "update lane set backoff_until = '-infinity', closed_until = '-infinity' where name = any($1)",
      values: [sourceOf(platform).lanes.map(({ name }) => name)],
    }),
    store.query("update task set not_before = '-infinity' where state = 'waiting'"),
    // Rules that could not be read are read again after ten minutes.
    store.query("update robots set expires_at = '-infinity' where unreachable_since is not null"),
  ]);

const watch = async (store: Store, world: Simulator): Promise<void> => {
  await ensureWorkspace(store);
  for (const { platform, kind = 'channel', targets } of works)
    await addTargets(store, {
      workspaceId: mainWorkspace,
      targets: targets(world).map((externalId) => ({ platform, kind, externalId })) as never,
    });
};

const collectIn = (store: Store, world: Simulator, { platform, streams, options = {} }: Work, fresh = false): Promise<RunReport> =>
  collectDay(store, sourceOf(platform), world, day, { streams, options, limits, fresh, maxHoldMs: 0 });

const mostRounds = 200;

/** The same command until the run has ended, with what people do between two of them. */
const collectToTheEnd = async (store: Store, world: Simulator, work: Work): Promise<RunReport> => {
  for (let rounds = 1; ; rounds++) {
    const report = await collectIn(store, world, work);
    const waits = report.state === 'waiting' || ['TDM_CREDENTIAL', 'TDM_HOST_UNREACHABLE'].includes(report.error?.code ?? '');
    if (!waits || rounds === mostRounds) return report;
    await seeTo(store, work);
  }
};

/** What is known in the end. Places on the mobile page have a scope of their own, and are there besides where the search was refused to the last attempt. */
const recordsOf = async (store: Store) => {
  type Row = { readonly id: string; readonly counts: Readonly<Record<string, unknown>> };
  const rows = await store.query<Row>("select platform || '/' || kind || '/' || id as id, counts from record order by 1");
  return rows.map(({ id, counts }) => ({
    id,
    counts: Object.fromEntries(Object.entries(counts).filter(([name]) => !name.endsWith('/mobile'))),
  }));
};

/** Targets of any task that neither brought anything nor are named with a reason. */
const unaccounted = (store: Store) =>
  store.query(`
    select task.run_id, task.stream, target from task, unnest(task.targets) as target
    where state not in ('done', 'failed') or (not target = any(task.skipped) and not exists (select from exchange where task_id = task.id))`);

describe('each named fault on one request in twenty, on every address of six platforms at once', async () => {
  const worlds: Simulator[] = [];
  afterAll(() => Promise.all(worlds.map((world) => world.close())));
  const openWorld = async (faults: readonly FaultRule[] = []): Promise<Simulator> => {
    const world = await createSimulator({
      ...{ seed: 5, faults, tiktokPosts: 8, tiktokFollowers: 50, tiktokComments: 12, shoppingOffers: 360 },
      ...{ twitchChannels: 30, soopChannels: 20, chzzkChannels: 20, youtubeChannels: 30, twitchPointsPerMinute: 100_000 },
    });
    worlds.push(world);
    return world;
  };
  const calm = await openWorld();
  const peer = await testStore({ poolSize: 20 });
  const wanted = (async () => {
    await watch(peer.store, calm);
    for (const { error } of await Promise.all(works.map((work) => collectIn(peer.store, calm, work)))) if (error) throw error;
    return recordsOf(peer.store);
  })();

  test.each(Object.entries(storms))(
    '%s: every run ends, names what it lacks, and completes it when the faults are over',
    { timeout: 60_000 },
    async (_, rules) => {
      const { store } = await testStore({ poolSize: 20 });
      const world = await openWorld(rules);
      await watch(store, world);
      for (const { state, platform, error } of await Promise.all(works.map((work) => collectToTheEnd(store, world, work)))) {
        expect(['done', 'failed'], platform).toContain(state);
        if (state === 'failed') expect(['TDM_RUN_FAILED', 'TDM_PAYLOAD_SHAPE'], platform).toContain(error!.code);
      }
      for (const { fault, host, played } of world.state().faults) expect(played, `${fault} ${host ?? ''}`).toBeGreaterThan(0);
      expect(await unaccounted(store)).toEqual([]);
      // Not one of these faults is a word about anybody who was asked about.
      expect(await store.query("select external_id from target where state <> 'active'")).toEqual([]);
      expect(await store.query('select id from record where gone_since is not null')).toEqual([]);

      world.faults.clear();
      const lacking = new Set(
        (await store.query<{ platform: string }>("select distinct platform from exchange where outcome = 'login-required'")).map(
          (row) => row.platform,
        ),
      );
      for (const work of works) {
        await seeTo(store, work);
        expect(await collectToTheEnd(store, world, work), work.platform).toMatchObject({ state: 'done', error: null });
        // "Sign in" is an answer: nobody is asked again in that run, but in the next.
        if (lacking.has(work.platform))
          expect(await collectIn(store, world, work, true), work.platform).toMatchObject({ state: 'done', error: null });
      }
      expect(await recordsOf(store)).toEqual(await wanted);
      expect(await acknowledged(store)).toMatchObject({ adrift: 0 });
    },
  );
});
