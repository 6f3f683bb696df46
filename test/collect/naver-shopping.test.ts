import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { addTargets, ensureWorkspace, mainWorkspace } from '../../src/catalog/index.ts';
import type { CollectOptions } from '../../src/collect/index.ts';
import { addDays } from '../../src/domain/index.ts';
import { createSimulator } from '../../src/sim/index.ts';
import type { FaultRule } from '../../src/sim/index.ts';
import { naverShopping } from '../../src/sources/naver-shopping/index.ts';
import type { Source } from '../../src/sources/index.ts';
import type { Store } from '../../src/store/index.ts';
import { testStore } from '../support/database.ts';
import { rebuildFrom } from '../support/rebuild.ts';
import { collectDay, derivedRows, emptyDerived } from '../support/rows.ts';

const words = ['무선 키보드', '우산'];
const baseDay = '2026-11-21';

/** The source without a key: what an operator has who brought nothing. */
const withoutKey: Source = { ...naverShopping, settings: [] };

describe('collecting Naver Shopping', async () => {
  const simulator = await createSimulator();
  afterAll(() => simulator.close());
  afterEach(() => simulator.faults.clear());
  const { naverShopping: world } = simulator;

  const watch = async (store: Store, ids: readonly string[] = words): Promise<void> => {
    await ensureWorkspace(store);
    const targets = ids.map((externalId) => ({ platform: 'naver-shopping' as const, kind: 'keyword', externalId }));
    await addTargets(store, { workspaceId: mainWorkspace, targets });
  };
  const collectOn = (store: Store, day = baseDay, more: Partial<CollectOptions> = {}, source = naverShopping) =>
    collectDay(store, source, simulator, day, more);
  const withFault = (rule: FaultRule): void => simulator.faults.add([rule]);
  const laneOf = async (store: Store, name: string) => {
    const [lane] = await store.query<{ incidents: number; cause: string; closed: boolean }>({
      text: 'select incidents, cause, closed_until > now() as closed from lane where name = $1',
      values: [name],
    });
    return lane!;
  };

  test('prices and places of three days are those of the world, and a rebuild gives the very rows', async () => {
    const { store } = await testStore({ poolSize: 20 });
    await watch(store);
    for (const n of [3, 4, 5])
      expect(await collectOn(store, addDays(baseDay, n))).toMatchObject({ state: 'done', error: null, misfits: 0 });

    const rows = await store.query<{ id: string; scope: string; price: number | null; rank: number | null; day: string }>(`
      select observation.id, scope, (observation.counts ->> 'price')::int as price, (observation.counts ->> 'rank')::int as rank, run.day::text as day
      from observation join run on run.id = run_id where observation.kind = 'offer'`);
    expect(rows.length).toBeGreaterThan(1000);
    for (const { id, scope, price, rank, day } of rows) {
      if (scope === '') expect(price).toBe(world.offerTruth(id, day)!.price);
      else expect(rank).toBe(world.placeOf(scope.slice('keyword/'.length, -'/sim'.length), id, day));
    }
    const pricesOf = (part: 'own' | 'rival' | 'spike' | 'vanishing'): (number | null)[] =>
      rows
        .filter(({ id, scope }) => scope === '' && id === world.idOf(part))
        .toSorted((left, right) => (left.day < right.day ? -1 : 1))
        .map(({ price }) => price);
    expect(pricesOf('rival')[0]).toBeGreaterThan(pricesOf('own')[0]!);
    expect(pricesOf('rival')[1]).toBeLessThan(pricesOf('own')[1]!);
    expect(pricesOf('spike')[2]).toBeLessThan(pricesOf('spike')[1]!);
    // What is in no result any more has no observation of that day; it is not said to be gone.
    expect(pricesOf('vanishing')).toHaveLength(2);

    const before = await derivedRows(store);
    await emptyDerived(store);
    await rebuildFrom(store, naverShopping);
    expect(await derivedRows(store)).toEqual(before);
  });

  test('what no word found before is found by a word added later, and a word that finds nothing stays watched', async () => {
    const { store } = await testStore();
    await watch(store, ['우산', '없는 물건']);
    expect(await collectOn(store)).toMatchObject({ state: 'done', error: null });
    await watch(store, ['가방']);
    const second = await collectOn(store, addDays(baseDay, 1));
    const asked = await store.query<{ url: string; outcome: string }>({
      text: 'select url, outcome from exchange where run_id = $1',
      values: [second.id],
    });
    const outcomes = Object.fromEntries(asked.map(({ url, outcome }) => [new URL(url).searchParams.get('query')!, outcome]));
    expect(outcomes).toEqual({ 우산: 'ok', '없는 물건': 'empty', 가방: 'ok' });
    expect(await store.query("select 1 from target where state <> 'active'")).toEqual([]);
  });

  test('012 holds the lane and charges no attempt: the same command goes on later', async () => {
    const { store } = await testStore();
    await watch(store);
    withFault({ fault: 'naver-too-fast', endpoint: 'shopping/search', times: 1 });
    const report = await collectOn(store);
    expect(report).toMatchObject({ state: 'waiting', error: { code: 'TDM_LANE_HELD' } });
    expect(await laneOf(store, 'naver-shopping-api')).toMatchObject({ incidents: 1, closed: false });
    await store.query("update lane set backoff_until = '-infinity'");
    await store.query('update task set not_before = now()');
    expect(await collectOn(store)).toMatchObject({ id: report.id, state: 'done', error: null });
    expect(await store.query('select 1 from task where attempts > 1')).toEqual([]);
  });

  test('010 closes the lane until midnight in Seoul, with the words of the search as the cause', async () => {
    const { store } = await testStore();
    await watch(store);
    withFault({ fault: 'naver-quota', endpoint: 'shopping/search', after: 1 });
    const report = await collectOn(store);
    expect(report.state).toBe('waiting');
    const lane = await laneOf(store, 'naver-shopping-api');
    expect(lane.closed).toBe(true);
    expect(lane.cause).toContain('010');
    // What came before it is kept, and nothing more is asked.
    expect((await store.query("select 1 from record where kind = 'offer'")).length).toBeGreaterThan(0);
    const asked = simulator.log.counters().byEndpoint['shopping/search'];
    await collectOn(store);
    expect(simulator.log.counters().byEndpoint['shopping/search']).toBe(asked);
  });

  test('024 stops the source and names the settings; no other way is tried behind the back of the operator', async () => {
    const { store } = await testStore();
    await watch(store);
    withFault({ fault: 'naver-key', endpoint: 'shopping/search' });
    const before = simulator.log.counters().byEndpoint['shopping/mobile-page'] ?? 0;
    const report = await collectOn(store);
    expect(report.error).toMatchObject({ code: 'TDM_CREDENTIAL' });
    expect(report.error!.next).toContain('NAVER_CLIENT_ID');
    expect(simulator.log.counters().byEndpoint['shopping/mobile-page'] ?? 0).toBe(before);
    const [row] = await store.query<{ note: string }>("select note from exchange where outcome = 'credential-expired'");
    expect(row!.note).toContain('the search says 024');
  });

  test('a failure of the search (SE99, 500) is tried again until it passes', async () => {
    const { store } = await testStore();
    await watch(store, ['우산']);
    withFault({ fault: '500', endpoint: 'shopping/search', times: 1 });
    expect(await collectOn(store)).toMatchObject({ state: 'done', error: null });
  });

  test('a 404 in the middle of a word loses none of its results: the page is asked again', async () => {
    const { store } = await testStore();
    await watch(store, ['우산']);
    withFault({ fault: '404', endpoint: 'shopping/search', after: 1, times: 1 });
    expect(await collectOn(store)).toMatchObject({ state: 'done', error: null });
    const [kept] = await store.query<{ offers: number }>("select count(*)::int as offers from record where kind = 'offer'");
    expect(kept!.offers).toBe(world.world().found('우산', simulator.clock.today()).length);
  });

  test('neither id nor secret is written anywhere', async () => {
    const { store } = await testStore();
    await watch(store, ['우산']);
    await collectOn(store);
    const written = await store.query<{ text: string }>('select row (exchange.*)::text as text from exchange');
    expect(written.length).toBeGreaterThan(0);
    expect(JSON.stringify(written)).not.toMatch(/simulated-(?:client|secret)/);
  });

  test('without a key the mobile page is read, and the places it shows stand in a scope of their own', async () => {
    const { store } = await testStore();
    await watch(store);
    expect(await collectOn(store, baseDay, {}, withoutKey)).toMatchObject({ state: 'done', error: null, misfits: 0 });
    const endpoints = await store.query('select distinct endpoint from exchange');
    expect(endpoints).toEqual([{ endpoint: 'mobile-page' }]);
    const scopes = await store.query<{ scope: string }>("select distinct scope from observation where scope <> '' order by scope");
    expect(scopes.map(({ scope }) => scope)).toEqual(words.map((word) => `keyword/${word}/mobile`).toSorted());
  });

  test('a captcha is blocked and rests the lane of the page; it is not taken for a word without offers', async () => {
    const { store } = await testStore();
    await watch(store, ['우산']);
    withFault({ fault: 'captcha', endpoint: 'shopping/mobile-page', times: 1 });
    const report = await collectOn(store, baseDay, {}, withoutKey);
    expect(report.state).toBe('waiting');
    const exchanges = await store.query<{ outcome: string }>('select outcome from exchange');
    expect(exchanges).toEqual([{ outcome: 'blocked' }]);
    expect(await laneOf(store, 'naver-search-page')).toMatchObject({ incidents: 1 });
  });

  test('a page that robots.txt forbids is not asked, and the run says how the operator may allow it', async () => {
    const { store } = await testStore();
    await watch(store, ['우산']);
    simulator.robots.set('m.search.naver.com', 'User-agent: *\nDisallow: /');
    try {
      const report = await collectOn(store, baseDay, {}, withoutKey);
      expect(report.error).toMatchObject({ code: 'TDM_ROBOTS_DISALLOWED' });
      expect(report.error!.next).toContain('lanes allow m.search.naver.com');
      // The official interface is asked under its terms: what a host tells crawlers does not concern it.
      simulator.robots.set('openapi.naver.com', 'User-agent: *\nDisallow: /');
      expect(await collectOn(store, addDays(baseDay, 1))).toMatchObject({ state: 'done', error: null });
    } finally {
      for (const host of ['m.search.naver.com', 'openapi.naver.com']) simulator.robots.set(host, 'User-agent: *\nAllow: /\n');
    }
  });
});
