import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { createSimulator } from '../../src/sim/index.ts';
import { acknowledged, contentsOf, readableExchanges } from '../support/compare.ts';
import { testStore } from '../support/database.ts';
import { startTidemark, tidemark } from '../support/tidemark.ts';

const kills = 20;

/** A small deterministic generator, so that a failure can be replayed with its seed. */
const seeded = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
};

describe('a collection that is killed', async () => {
  const simulator = await createSimulator({ titles: 50, episodes: 1000, latencyMs: 15 });
  afterAll(() => simulator.close());
  const undisturbed = await testStore();
  const disturbed = await testStore();

  // The simulated world is the sample world: its schema is the configured one with `_sample` behind it.
  const settingsFor = ({ databaseUrl, schema }: { databaseUrl: string; schema: string }) => ({
    DATABASE_URL: databaseUrl,
    TIDEMARK_SCHEMA: schema,
    TIDEMARK_SIMULATOR: simulator.url,
    TIDEMARK_PRIVACY_KEY: 'the same key for both runs',
  });

  test(`with kill -9 at ${kills} instants ends complete when run again, equal to an undisturbed one`, { timeout: 240_000 }, async () => {
    const seed = Number(process.env['TIDEMARK_SEED'] ?? Date.now() % 1_000_000);
    const random = seeded(seed);
    const command = ['collect', 'naver-webtoon', '--json'];

    const calm = await tidemark(command, settingsFor(undisturbed));
    expect(calm.code, calm.stderr).toBe(0);
    const wanted = await contentsOf(await sampleOf(undisturbed));
    const total = (await acknowledged(await sampleOf(undisturbed))).pages;

    const store = await sampleOf(disturbed);
    let before = await acknowledged(store);
    for (let kill = 0; kill < kills; kill++) {
      const { child, ended } = startTidemark(command, settingsFor(disturbed));
      const goal = before.pages + 1 + Math.floor(random() * (total / (kills + 4)));
      let pages = before.pages;
      while (pages < goal && child.exitCode === null) {
        // A look at each instant would take the time of the very process it waits for.
        await pause(5);
        const [now] = await store.query<{ pages: number }>('select coalesce(sum(pages), 0)::int as pages from run');
        pages = now!.pages;
      }
      expect(child.exitCode, `seed ${seed}: the run ended before kill ${kill + 1}`).toBeNull();
      // Read before the blow: all this was acknowledged.
      child.kill('SIGKILL');
      await ended;
      const after = await acknowledged(store);
      expect(after.pages, `seed ${seed}`).toBeGreaterThanOrEqual(pages);
      expect(after, `seed ${seed}: after kill ${kill + 1}`).toMatchObject({
        exchanges: after.pages,
        lines: after.pages,
        counted: after.observations,
        adrift: 0,
      });
      before = after;
    }

    const last = await tidemark(command, settingsFor(disturbed));
    expect(last.code, last.stderr).toBe(0);
    expect(JSON.parse(last.stdout)).toMatchObject({ state: 'done' });
    expect(await contentsOf(store), `seed ${seed}`).toEqual(wanted);
    expect(await readableExchanges(store)).toBe(total);
    const runs = await store.query<{ state: string }>('select state from run');
    expect(runs).toEqual([{ state: 'done' }]);
  });

  const opened = new Map<string, Awaited<ReturnType<typeof undisturbed.again>>>();
  const sampleOf = async (place: typeof undisturbed) => {
    const schema = `${place.schema}_sample`;
    // Each test has a database of its own, in which schemas have the same names.
    const key = `${place.databaseUrl} ${schema}`;
    if (!opened.has(key)) opened.set(key, await place.again({ schema }));
    return opened.get(key)!;
  };
  afterAll(async () => {
    for (const store of opened.values()) {
      await store.query(`drop schema if exists "${store.schema}" cascade`);
      await store.close();
    }
  });
});
