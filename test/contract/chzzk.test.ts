import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Parsed } from '../../src/domain/index.ts';
import { chzzk } from '../../src/sources/chzzk/index.ts';
import type { Endpoint } from '../../src/sources/index.ts';
import { exchangeWith } from '../support/exchange.ts';

/** The recorded payloads lie beside the repository, never in it: what must come of them is computed from them. */
const corpus = resolve(process.env['TIDEMARK_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus'), 'chzzk');
const missing = !existsSync(corpus);
if (missing) console.warn('skipped: no corpus');

type Payload = ReturnType<typeof JSON.parse>;

/** The endpoint of each folder. */
const readers: Readonly<Record<string, string>> = {
  channel: 'profile:channel',
  live_status: 'live:live-status',
  lives: 'live:lives',
  videos: 'videos:list',
};

const endpointNamed = (name: string): Endpoint => {
  const [stream, endpoint] = name.split(':');
  return chzzk.streams.find((each) => each.name === stream)!.endpoints.find((each) => each.name === endpoint)!;
};
/** Every payload of a folder with what is read in it. */
const readAllOf = (folder: string, url = ''): { readonly content: Payload; readonly parsed: Parsed }[] =>
  readdirSync(join(corpus, folder)).map((file) => {
    const body = readFileSync(join(corpus, folder, file), 'utf8');
    return { content: JSON.parse(body).content, parsed: endpointNamed(readers[folder]!).parse(exchangeWith({ body, url })) };
  });
const wholly = { outcome: 'ok', quarantined: [] };
/** A Korean time without a zone, read in another way than the parser does. */
const utcOf = (korean: string): string => new Date(Date.parse(`${korean.replace(' ', 'T')}Z`) - 9 * 3_600_000).toISOString();

describe.skipIf(missing)(`recorded payloads of Chzzk${missing ? ' (skipped: no corpus)' : ''}`, () => {
  test('every folder of the corpus has an endpoint, and exactly these are marked as recorded', () => {
    expect(readdirSync(corpus).toSorted()).toEqual(Object.keys(readers).toSorted());
    const recorded = chzzk.streams.flatMap(({ name, endpoints }) =>
      endpoints.filter(({ evidence }) => evidence === 'recorded').map((endpoint) => `${name}:${endpoint.name}`),
    );
    expect(recorded.toSorted()).toEqual(Object.values(readers).toSorted());
  });

  test('a channel: its followers, its name, and no picture where there is an empty one', () => {
    for (const { content, parsed } of readAllOf('channel')) {
      expect(parsed).toMatchObject(wholly);
      expect(parsed.records).toHaveLength(1);
      const [{ id, fields, counts }] = parsed.records as [Parsed['records'][0]];
      expect(id).toBe(content.channelId);
      expect(counts).toEqual({ followers: { value: content.followerCount, precision: 'exact' } });
      expect(fields).toMatchObject({
        title: content.channelName,
        description: content.channelDescription,
        verified: content.verifiedMark,
        live: content.openLive,
      });
      expect('imageUrl' in fields).toBe(content.channelImageUrl !== '');
    }
  });

  test('videos: each row a post of its channel, published at the instant and not nine hours later; the total counts them all', () => {
    for (const { content, parsed } of readAllOf('videos')) {
      expect(parsed).toMatchObject({ ...wholly, next: null });
      const posts = parsed.records.filter(({ kind }) => kind === 'post');
      expect(posts).toHaveLength(content.data.length);
      content.data.forEach((row: Payload, at: number) => {
        expect(posts[at]).toMatchObject({
          id: String(row.videoNo),
          parentId: row.channel.channelId,
          fields: {
            title: row.videoTitle,
            durationSeconds: row.duration,
            type: 'live-archive',
            category: row.videoCategoryValue,
            publishedAt: new Date(row.publishDateAt).toISOString(),
          },
          counts: { views: { value: row.readCount, precision: 'exact' } },
        });
        // The text beside the number says the same to the minute, in Korean time.
        const apart = Math.abs(Date.parse(utcOf(row.publishDate)) - row.publishDateAt);
        expect(apart).toBeLessThan(60_000);
      });
      const [channel] = parsed.records;
      expect(channel).toMatchObject({ kind: 'channel', counts: { posts: { value: content.totalCount } } });
    }
  });

  test('a broadcast as the player polls it: on the air, its viewers, and the state out of the JSON inside the JSON', () => {
    const id = 'f'.repeat(32);
    for (const { content, parsed } of readAllOf('live_status', `https://api.chzzk.naver.com/polling/v1/channels/${id}/live-status`)) {
      expect(parsed).toMatchObject({ ...wholly, records: [{ kind: 'channel', id }] });
      expect(parsed.records[0]!.counts).toEqual({
        viewers: { value: content.concurrentUserCount, precision: 'exact' },
        liveViews: { value: content.accumulateCount, precision: 'exact' },
      });
      expect(parsed.records[0]!.fields).toMatchObject({
        live: true,
        liveTitle: content.liveTitle,
        liveCategory: content.liveCategoryValue,
        livePlayback: JSON.parse(content.livePollingStatusJson).status,
      });
    }
  });

  test('the same without its address belongs to nobody, and is not made up', () => {
    for (const { parsed } of readAllOf('live_status')) expect(parsed).toMatchObject({ outcome: 'changed-shape', records: [] });
  });

  test('the list of broadcasts: a channel for each, its viewers, its Korean start, no accumulated viewers, and where the next page begins', () => {
    for (const { content, parsed } of readAllOf('lives')) {
      const { concurrentUserCount, liveId } = content.page.next;
      expect(parsed).toMatchObject({ ...wholly, next: { viewers: concurrentUserCount, liveId } });
      expect(parsed.records).toHaveLength(content.data.length);
      content.data.forEach((row: Payload, at: number) => {
        const { id, fields, counts } = parsed.records[at]!;
        expect(id).toBe(row.channel.channelId);
        // The accumulated number is 0 in all of them, the greatest included: it is not given.
        expect(row.accumulateCount).toBe(0);
        expect(counts).toEqual({ viewers: { value: row.concurrentUserCount, precision: 'exact' }, liveViews: null });
        expect(fields).toMatchObject({
          live: true,
          liveTitle: row.liveTitle,
          liveStartedAt: utcOf(row.openDate),
          title: row.channel.channelName,
        });
        expect(fields['liveCategory'] ?? null).toBe(row.liveCategoryValue || row.liveCategory || null);
      });
    }
  });
});
