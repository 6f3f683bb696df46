import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSimulator, youtubeParts } from '../../src/sim/index.ts';
import type { Simulator, SimulatorOptions, YoutubePart } from '../../src/sim/index.ts';
import { simulatedKey } from '../../src/sim/youtube/access.ts';
import { offsetIn, pageToken } from '../../src/sim/youtube/ids.ts';
import { youtube } from '../../src/sources/youtube/index.ts';
import { ask } from './helpers.ts';
import type { Payload, Reply } from './helpers.ts';

const api = '/www.googleapis.com/youtube/v3';
const base = '2026-11-21';
const open = (options: SimulatorOptions = {}): Promise<Simulator> => createSimulator({ titles: 1, episodes: 1, seed: 7, ...options });
const call = (simulator: Simulator, path: string, key: string | null = simulatedKey): Promise<Reply> =>
  ask(simulator, `${api}/${path}`, { headers: key === null ? {} : { 'x-goog-api-key': key } });
const json = async (simulator: Simulator, path: string): Promise<Payload> => JSON.parse((await call(simulator, path)).text) as Payload;
const whole = 'part=snippet,contentDetails,statistics,status,brandingSettings,liveStreamingDetails';
const dayAfter = (days: number): string => new Date(Date.parse(base) + days * 86_400_000).toISOString().slice(0, 10);

describe('the access to simulated YouTube', () => {
  test('is by the key that the setting of the source is simulated by, in its header', async () => {
    await using simulator = await open();
    expect(youtube.settings!.map(({ simulated }) => simulated)).toEqual([simulatedKey]);
    const path = `channels?${whole}&id=${simulator.youtube.idOf('rising')}`;
    expect((await call(simulator, path)).status).toBe(200);
    const wrong = await call(simulator, path, 'wrong');
    expect([wrong.status, JSON.parse(wrong.text).error.errors[0].reason]).toEqual([400, 'keyInvalid']);
    const none = await call(simulator, `${path}&key=${simulatedKey}`, null);
    expect([none.status, JSON.parse(none.text).error.status]).toEqual([403, 'PERMISSION_DENIED']);
  });

  test('costs one unit a call, answered or not, and none for who has no key; the next day there are as many again', async () => {
    await using simulator = await open({ youtubeUnits: 3 });
    const path = `channels?${whole}&id=${simulator.youtube.idOf('rising')}`;
    await call(simulator, path, 'wrong');
    expect((await call(simulator, `playlistItems?${whole}&playlistId=UUnobody`)).status).toBe(404);
    expect((await call(simulator, path)).status).toBe(200);
    expect((await call(simulator, 'channels')).status).toBe(400);
    const refused = await call(simulator, path);
    expect([refused.status, JSON.parse(refused.text).error.errors[0]]).toEqual([
      403,
      expect.objectContaining({ domain: 'youtube.quota', reason: 'quotaExceeded' }),
    ]);
    expect(simulator.youtube.summary(simulator.clock.today())['unitsUsed']).toBe(3);
    simulator.clock.advance(1);
    expect((await call(simulator, path)).status).toBe(200);
  });
});

describe('the world of simulated YouTube', () => {
  test('is the same for the same seed, another for another, and refuses sizes that make no sense', async () => {
    const bodies: string[] = [];
    for (const seed of [7, 7, 8]) {
      await using simulator = await open({ seed });
      const ids = simulator.youtube.world().channels.map(({ id }) => id);
      bodies.push((await call(simulator, `channels?${whole}&id=${ids.join(',')}`)).text);
    }
    expect(bodies[0]).toBe(bodies[1]);
    expect(bodies[0]).not.toBe(bodies[2]);
    for (const youtubeChannels of [0, -1, 1.5, Number.NaN, 1e9]) await expect(open({ youtubeChannels })).rejects.toThrow(RangeError);
  });

  test('has every part, each with an id of its own in the platform’s form', async () => {
    await using simulator = await open({ youtubeChannels: 2000 });
    const ids = simulator.youtube.world().channels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2000);
    for (const id of ids) expect(id).toMatch(/^UC[\w-]{22}$/);
    for (const part of youtubeParts) expect(simulator.youtube.truth(part, simulator.clock.today())).toMatchObject({ part });
    await using tiny = await open({ youtubeChannels: 1 });
    expect(() => tiny.youtube.idOf('on-air')).toThrow(RangeError);
  });

  test('leaves out of an answer who is not there, and the list itself where nobody is', async () => {
    await using simulator = await open();
    const id = simulator.youtube.idOf('rising');
    const some = await json(simulator, `channels?part=id&id=nobody,${id},UCnobody-has-this-id-at`);
    expect(some.items.map((item: Payload) => item.id)).toEqual([id]);
    expect(await json(simulator, 'channels?part=id&id=nobody')).not.toHaveProperty('items');
    expect(await json(simulator, 'videos?part=id&id=nobody')).toMatchObject({ items: [] });
  });

  test('gives only the parts that are asked for, and nothing to who asks for none or for nothing', async () => {
    await using simulator = await open();
    const { items } = await json(simulator, `channels?part=statistics&id=${simulator.youtube.idOf('rising')}`);
    expect(Object.keys(items[0])).toEqual(['kind', 'etag', 'id', 'statistics']);
    for (const path of ['channels?part=id', 'videos?part=id', 'playlistItems?part=id', 'channels?id=x', 'videos?id=x'])
      expect((await call(simulator, path)).status).toBe(400);
    expect((await call(simulator, `videos?part=id&id=${Array(51).fill('x').join(',')}`)).status).toBe(400);
    expect(
      (await call(simulator, `playlistItems?part=id&playlistId=UU${simulator.youtube.idOf('rising').slice(2)}&pageToken=!`)).status,
    ).toBe(400);
  });

  test('writes tokens as the platform does', () => {
    expect([7, 30, 100].map(pageToken)).toEqual(['CAcQAA', 'CB4QAA', 'CGQQAA']);
    for (const offset of [0, 1, 127, 128, 5000, 19_999]) expect(offsetIn(pageToken(offset))).toBe(offset);
    for (const text of ['', '!', 'x'.repeat(10_000)]) expect(offsetIn(text)).toBeNull();
  });
});

describe('what is known to be true of simulated channels over days', () => {
  const followed = async (part: YoutubePart, days: readonly number[]) => {
    await using simulator = await open();
    return days.map((after) => simulator.youtube.channelTruth(part, dayAfter(after))!);
  };

  test('one rises, one falls, one sleeps, one spikes and comes down, and nobody loses views', async () => {
    const days = Array.from({ length: 20 }, (_, n) => n);
    for (const part of youtubeParts) {
      const truths = await followed(part, days);
      for (const truth of truths) expect(truth.viewsThatDay).toBeGreaterThanOrEqual(0);
    }
    const won = async (part: YoutubePart) => (await followed(part, days)).map(({ subscribersThatDay }) => subscribersThatDay);
    const rising = await won('rising');
    expect(rising.at(-1)!).toBeGreaterThan(rising[0]!);
    expect((await won('falling')).every((change) => change <= 0)).toBe(true);
    expect((await won('dormant')).every((change) => change === 0)).toBe(true);
    const spike = (await followed('spike', days)).map(({ viewsThatDay }) => viewsThatDay);
    expect(Math.max(...spike)).toBeGreaterThan(5 * spike[0]!);
    expect(spike.at(-1)!).toBeLessThan(Math.max(...spike) / 3);
  });

  test('who buys subscribers has them from one day to the next, and no more views for them', async () => {
    const [before, then, after] = await followed('bought', [1, 2, 3]);
    expect(then!.subscribersThatDay).toBeGreaterThan(50_000 - 1);
    expect(after!.subscribersThatDay).toBeLessThan(50_000);
    expect(Math.abs(then!.viewsThatDay - before!.viewsThatDay)).toBeLessThan(0.05 * before!.viewsThatDay + 2);
  });

  test('who is renamed is found by the new handle and not by the old one', async () => {
    await using simulator = await open();
    const id = simulator.youtube.idOf('renamed');
    const found = async (handle: string | null) => (await json(simulator, `channels?part=id&forHandle=${handle}`)).items?.[0]?.id ?? null;
    const { handle: old } = simulator.youtube.channelTruth(id, base)!;
    const { handle: later } = simulator.youtube.channelTruth(id, dayAfter(3))!;
    expect([await found(old), await found(later)]).toEqual([id, null]);
    simulator.clock.set(dayAfter(3));
    expect([await found(old), await found(later), await found(`@${later!.toUpperCase()}`)]).toEqual([null, id, id]);
  });

  test('who is banned is gone with the list of uploads and every video', async () => {
    await using simulator = await open();
    const id = simulator.youtube.idOf('banned');
    const list = `playlistItems?${whole}&playlistId=UU${id.slice(2)}`;
    const videoId = (await json(simulator, list)).items[0].contentDetails.videoId;
    simulator.clock.set(dayAfter(2));
    expect(await json(simulator, `channels?part=id&id=${id}`)).not.toHaveProperty('items');
    expect((await call(simulator, list)).status).toBe(404);
    expect(await json(simulator, `videos?part=id&id=${videoId}`)).toMatchObject({ items: [] });
  });

  test('what is deleted or made private keeps its place under a title that is not its own', async () => {
    await using simulator = await open();
    const list = `playlistItems?${whole}&maxResults=50&playlistId=UU${simulator.youtube.idOf('losing').slice(2)}`;
    const before = (await json(simulator, list)).items as Payload[];
    expect(before.every((item) => item.status.privacyStatus === 'public')).toBe(true);
    simulator.clock.set(dayAfter(1));
    const after = (await json(simulator, list)).items as Payload[];
    const lost = after.filter((item) => item.status.privacyStatus !== 'public');
    expect(lost.map((item) => item.snippet.title)).toEqual(['Deleted video', 'Private video']);
    for (const { snippet } of lost) {
      const id = snippet.resourceId.videoId as string;
      expect(before.map((item) => item.snippet.resourceId.videoId)).toContain(id);
      expect(simulator.youtube.videoTruth(id, dayAfter(1))!.fate).not.toBe('shown');
    }
  });
});

const corpus = join(process.env['TIDEMARK_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus'), 'youtube');

/** Every path of a payload with the types seen there; list items share one path. */
const pathsOf = (value: unknown, path = '$', into = new Map<string, string>()): Map<string, string> => {
  into.set(path, value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value);
  if (Array.isArray(value)) for (const item of value) pathsOf(item, `${path}[]`, into);
  else if (typeof value === 'object' && value !== null)
    for (const [key, child] of Object.entries(value)) pathsOf(child, `${path}.${key}`, into);
  return into;
};

describe.skipIf(!existsSync(corpus))('against the recorded payloads (skipped: no corpus, where it is absent)', () => {
  test('tokens of pages say their offset as the recorded ones do', () => {
    const { nextPageToken, pageInfo } = JSON.parse(readFileSync(join(corpus, 'playlist_items_list/playlist_items_paged_1.json'), 'utf8'));
    expect(pageToken(pageInfo.resultsPerPage)).toBe(nextPageToken);
  });

  test.each([
    ['channels_list/info.json', 'channels'],
    ['channels_list/kr_channels_01_brandingSettings.json', 'channels'],
    ['channels_list/kr_channels_02_contentDetails.json', 'channels'],
    ['channels_list/kr_channels_07_statistics.json', 'channels'],
    ['channels_list/kr_channels_08_status.json', 'channels'],
    ['playlist_items_list/playlist_items_paged_1.json', 'playlistItems'],
    ['videos_list/kr_videos_01_contentDetails.json', 'videos'],
    ['videos_list/kr_videos_02_snippet.json', 'videos'],
  ])('all that %s has is there, in the same types', async (file, resource) => {
    await using simulator = await open();
    const real = pathsOf(JSON.parse(readFileSync(join(corpus, file), 'utf8')));
    const { channels } = simulator.youtube.world();
    const ids = channels.map(({ id }) => id);
    const list = `playlistItems?${whole}&maxResults=50&playlistId=UU${simulator.youtube.idOf('long').slice(2)}`;
    const videoIds = (await json(simulator, list)).items.map((item: Payload) => item.contentDetails.videoId);
    const path = { channels: `channels?${whole}&id=${ids}`, playlistItems: list, videos: `videos?${whole}&id=${videoIds}` }[resource]!;
    const ours = pathsOf(await json(simulator, path));
    // Pages of a chart, larger pictures and countries are not played.
    const unplayed = /nextPageToken|thumbnails\.(?:standard|maxres)|regionRestriction|defaultLanguage|defaultAudioLanguage/;
    const missing = [...real].filter(([at, type]) => !unplayed.test(at) && ours.get(at) !== type);
    expect(missing).toEqual([]);
  });
});
