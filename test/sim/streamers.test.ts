import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSimulator } from '../../src/sim/index.ts';
import type { Simulator } from '../../src/sim/index.ts';
import { addDays } from '../../src/domain/index.ts';
import { ask, askJson, withSimulator } from './helpers.ts';
import type { Payload } from './helpers.ts';

const agent = { 'User-Agent': 'test' };
const soopApi = '/chapi.sooplive.co.kr/api';
const chzzkApi = '/api.chzzk.naver.com';
const key = { ...agent, 'Client-Id': 'simulated-chzzk-id', 'Client-Secret': 'simulated-chzzk-secret' };

const addresses = ({ soop, chzzk }: Simulator): string[] => [
  `${soopApi}/${soop.idOf('steady')}/station`,
  `/bjapi.afreecatv.com/api/${soop.idOf('rising')}/station`,
  `${soopApi}/${soop.idOf('on-air')}/vods/review?page=1`,
  `${chzzkApi}/service/v1/channels/${chzzk.idOf('steady')}`,
  `${chzzkApi}/service/v1/channels/${chzzk.idOf('steady')}/videos?page=0&size=24`,
  `${chzzkApi}/service/v3/channels/${chzzk.idOf('on-air')}/live-detail`,
  `${chzzkApi}/polling/v1/channels/${chzzk.idOf('on-air')}/live-status`,
  `${chzzkApi}/service/v1/lives?size=20&sortType=POPULAR`,
];
const answers = (simulator: Simulator): Promise<string[]> =>
  Promise.all(addresses(simulator).map(async (address) => (await ask(simulator, address, { headers: agent })).text));

describe('the simulated SOOP and Chzzk', () => {
  test('the same seed gives the same bytes, and another day or seed others', async () => {
    await using one = await createSimulator({ seed: 7 });
    await using other = await createSimulator({ seed: 7 });
    await using third = await createSimulator({ seed: 8 });
    const first = await answers(one);
    expect(await answers(other)).toEqual(first);
    expect(await answers(third)).not.toEqual(first);
    one.clock.advance(9);
    for (const [at, text] of (await answers(one)).entries()) expect(text).not.toBe(first[at]);
    one.clock.advance(-9);
    expect(await answers(one)).toEqual(first);
  });

  test('the two worlds are not the same people', () =>
    withSimulator({}, async ({ soop, chzzk }) => {
      const namesOf = (world: { streamers: readonly { name: string }[] }) => world.streamers.map(({ name }) => name);
      expect(namesOf(soop.world())).not.toEqual(namesOf(chzzk.world()));
    }));

  test.each(['soop', 'chzzk'] as const)('%s grows as its parts say, and its truth tells when', (platform) =>
    withSimulator({}, async (simulator) => {
      const world = simulator[platform];
      const on = (part: Parameters<typeof world.idOf>[0], days: number) =>
        world.streamerTruth(world.idOf(part), addDays('2026-11-21', days))!;
      expect(on('rising', 30).followers).toBeGreaterThan(on('rising', 0).followers * 1.5);
      expect(on('falling', 30).followers).toBeLessThan(on('falling', 0).followers * 0.8);
      expect(on('dormant', 30)).toMatchObject({ followersThatDay: 0, viewsThatDay: 0 });
      expect(on('spike', 6).followers).toBeGreaterThan(on('spike', 4).followers * 1.5);
      expect(on('spike', 7).viewsThatDay).toBeGreaterThan(on('spike', 4).viewsThatDay * 1.5);
      // Bought followers come in one day, watch nothing, and half of them are taken back.
      const { boughtFollowers, boughtOn } = on('bought', 0);
      expect(boughtOn).toBe('2026-11-26');
      expect(on('bought', 5).followersThatDay).toBeGreaterThanOrEqual(boughtFollowers);
      expect(Math.abs(on('bought', 5).viewsThatDay - on('bought', 4).viewsThatDay)).toBeLessThanOrEqual(1);
      expect(on('bought', 26).followersThatDay).toBeLessThan(-0.45 * boughtFollowers);
      expect(on('renamed', 2).name).not.toBe(on('renamed', 3).name);
      expect([on('banned', 3).banned, on('banned', 4).banned]).toEqual([false, true]);
      expect([on('private', 1).private, on('private', 2).private]).toEqual([false, true]);
    }),
  );

  test('a video that is taken away is in no list any more, and its number is nobody', () =>
    withSimulator({}, async (simulator) => {
      const { chzzk, clock } = simulator;
      const id = chzzk.idOf('deleted-post');
      const numbers = async (): Promise<number[]> => {
        const found: number[] = [];
        for (let page = 0; page < 30; page++) {
          const { content } = await askJson(simulator, `${chzzkApi}/service/v1/channels/${id}/videos?page=${page}&size=24`, agent);
          found.push(...content.data.map(({ videoNo }: Payload) => videoNo as number));
          if (page + 1 >= content.totalPages) break;
        }
        return found;
      };
      const before = await numbers();
      clock.advance(2);
      const after = await numbers();
      const gone = before.filter((number) => !after.includes(number));
      expect(gone).toHaveLength(1);
      expect(chzzk.truth(String(gone[0]), clock.today())).toBeNull();
      expect(chzzk.truth(String(after[0]), clock.today())).toMatchObject({ id: after[0] });
    }));

  test('views of a video and of a channel never fall', () =>
    withSimulator({}, async ({ soop, clock }) => {
      for (const id of soop.ids()) {
        let before = 0;
        for (let days = -20; days < 40; days += 4) {
          const { views } = soop.truth(id, clock.today() + days) as { views: number };
          expect(views, id).toBeGreaterThanOrEqual(before);
          before = views;
        }
      }
    }));

  test('without a User-Agent SOOP answers a page with 404 and Chzzk a refusal', () =>
    withSimulator({}, async (simulator) => {
      const [station, , , channel] = addresses(simulator) as [string, string, string, string];
      const page = await ask(simulator, station);
      expect(page.status).toBe(404);
      expect(page.text).toMatch(/^<!doctype html>/);
      expect((await ask(simulator, channel)).status).toBe(403);
    }));

  test('the official interface of Chzzk wants its key, and at most 20 ids', () =>
    withSimulator({}, async (simulator) => {
      const ids = simulator.chzzk.ids();
      const path = (some: readonly string[]) => `/openapi.chzzk.naver.com/open/v1/channels?channelIds=${some.join(',')}`;
      expect((await ask(simulator, path(ids.slice(0, 2)), { headers: agent })).text).toContain('INVALID_CLIENT');
      expect((await ask(simulator, path(ids.slice(0, 21)), { headers: key })).status).toBe(400);
      expect((await askJson(simulator, path(ids.slice(0, 20)), key)).content.data).toHaveLength(20);
    }));

  test('sizes that make no sense are refused at once', async () => {
    await expect(createSimulator({ soopChannels: 0 })).rejects.toThrow('soopChannels');
    await expect(createSimulator({ chzzkChannels: 1.5 })).rejects.toThrow('chzzkChannels');
  });
});

const corpus = resolve(process.env['TIDEMARK_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus'));
/** The first recording of a folder: its file names are not for us to keep. */
const recorded = (folder: string): Payload => JSON.parse(readFileSync(join(corpus, folder, readdirSync(join(corpus, folder))[0]!), 'utf8'));

describe.skipIf(!existsSync(join(corpus, 'soop')))('against the recordings (skipped: no corpus, where it is absent)', () => {
  const keysOf = (value: object): string[] => Object.keys(value).toSorted();

  test('a station has the recorded parts', () =>
    withSimulator({}, async (simulator) => {
      const real = recorded('soop/station');
      const ours = await askJson(simulator, `${soopApi}/${simulator.soop.idOf('on-air')}/station`, agent);
      expect(keysOf(ours)).toEqual(keysOf(real));
      for (const part of ['station', 'broad', 'subscription']) expect(keysOf(ours[part])).toEqual(keysOf(real[part]));
      expect(keysOf(ours.station.upd)).toEqual(keysOf(real.station.upd));
      expect(keysOf(ours.station.display)).toEqual(keysOf(real.station.display));
    }));

  test('a video of either platform, a channel and both answers about a broadcast have theirs', () =>
    withSimulator({}, async (simulator) => {
      const id = simulator.chzzk.idOf('steady');
      const [review] = Object.values(
        (await askJson(simulator, `${soopApi}/${simulator.soop.idOf('steady')}/vods/review?page=1`, agent)).data,
      ) as Payload[];
      const [realReview] = recorded('soop/vods_review').data;
      expect(keysOf(review)).toEqual(keysOf(realReview));
      expect(keysOf(review.ucc)).toEqual(keysOf(realReview.ucc));
      expect(keysOf(review.count)).toEqual(keysOf(realReview.count));
      const channel = (await askJson(simulator, `${chzzkApi}/service/v1/channels/${id}`, agent)).content;
      expect(keysOf(channel)).toEqual(keysOf(recorded('chzzk/channel').content));
      const { content: videos } = await askJson(simulator, `${chzzkApi}/service/v1/channels/${id}/videos?page=0&size=24`, agent);
      const realVideos = recorded('chzzk/videos').content;
      expect(keysOf(videos)).toEqual(keysOf(realVideos));
      expect(keysOf(videos.data[0])).toEqual(expect.arrayContaining(keysOf(realVideos.data[0])));
      const live = simulator.chzzk.idOf('on-air');
      const { content: status } = await askJson(simulator, `${chzzkApi}/polling/v1/channels/${live}/live-status`, agent);
      expect(keysOf(status)).toEqual(keysOf(recorded('chzzk/live_status').content));
      const { content: lives } = await askJson(simulator, `${chzzkApi}/service/v1/lives?size=2`, agent);
      const realLives = recorded('chzzk/lives').content;
      expect(keysOf(lives)).toEqual(keysOf(realLives));
      expect(keysOf(lives.page.next)).toEqual(keysOf(realLives.page.next));
      expect(keysOf(lives.data[0])).toEqual(keysOf(realLives.data[0]));
    }));
});
