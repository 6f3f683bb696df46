import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ParsedRecord } from '../../src/domain/index.ts';
import type { Simulator } from '../../src/sim/index.ts';
import { naverWebtoon } from '../../src/sources/naver-webtoon/index.ts';
import { maxCommentPages } from '../../src/sources/naver-webtoon/comments/index.ts';
import type { Page } from '../../src/sources/index.ts';
import { describeReading, readAll } from '../support/source-reading.ts';
import type { Reading } from '../support/source-reading.ts';
import { askWorld, openWorld } from './sim-ask.ts';

let world: Simulator;
let seriesIds: string[];
let episodeIds: string[];

const streamNamed = (name: string) => naverWebtoon.streams.find((stream) => stream.name === name)!;
const read = (name: string, targets: readonly string[]): Promise<Page[]> => readAll(streamNamed(name), targets, askWorld(world));
const recordsOf = (pages: readonly Page[], kind: string): ParsedRecord[] =>
  pages.flatMap(({ parsed }) => parsed.records).filter((record) => record.kind === kind);
const idsOf = (records: readonly ParsedRecord[]): string[] => [...new Set(records.map(({ id }) => id))];

beforeAll(async () => {
  world = await openWorld();
  const { target } = streamNamed('titles');
  seriesIds = idsOf(recordsOf(await read('titles', target.kind === 'listing' ? target.ids : []), 'series'));
  episodeIds = idsOf(recordsOf(await read('episodes', seriesIds.slice(0, 6)), 'episode'));
});
afterAll(() => world.close());

const readings = async (): Promise<readonly Reading[]> => {
  const ask = askWorld(world);
  return [
    { stream: 'titles', targets: ['weekday/user', 'dailyPlus/star', 'finished/user'], ask },
    { stream: 'series', targets: seriesIds.slice(0, 5), ask },
    { stream: 'episodes', targets: seriesIds.slice(0, 6), ask },
    { stream: 'likes', targets: episodeIds.slice(0, 130), ask },
    { stream: 'comment-counts', targets: episodeIds.slice(0, 130), ask },
    { stream: 'stars', targets: episodeIds.slice(0, 5), ask },
    { stream: 'comments', targets: episodeIds.slice(0, 3), ask },
  ];
};

describeReading(
  naverWebtoon,
  readings,
  naverWebtoon.streams.map(({ name }) => name),
);

describe('a whole world', () => {
  test('every page of every stream is well, apart from what only signed-in readers see', async () => {
    for (const { stream, targets } of await readings()) {
      for (const { parsed, exchange } of await read(stream, targets)) {
        expect(['ok', 'empty', 'login-required'], exchange.request.url).toContain(parsed.outcome);
        expect(parsed.quarantined, exchange.request.url).toEqual([]);
      }
    }
  });

  test('likes are asked 20 a call and comment counts 50 a call, and every episode gets an answer', async () => {
    const asked = episodeIds.slice(0, 130);
    const likes = await read('likes', asked);
    const counts = await read('comment-counts', asked);
    expect(likes).toHaveLength(7);
    expect(counts).toHaveLength(3);
    expect(idsOf(recordsOf(likes, 'episode')).sort()).toEqual([...asked].sort());
    expect(idsOf(recordsOf(counts, 'episode')).sort()).toEqual([...asked].sort());
  });

  test('the comments of one episode end at the limit, and the next episode begins at its first page', async () => {
    const busy = (await read('comment-counts', episodeIds))
      .flatMap(({ parsed }) => parsed.records)
      .filter(({ counts }) => (counts['rootComments']?.value ?? 0) > 600);
    expect(busy.length).toBeGreaterThan(1);
    const pages = await read(
      'comments',
      busy.slice(0, 2).map(({ id }) => id),
    );
    expect(pages).toHaveLength(2 * maxCommentPages);
    expect(pages.map(({ exchange }) => exchange.request.url.includes('cursor='))).toEqual(
      [...Array(2)].flatMap(() => [false, true, true, true, true]),
    );
    const comments = recordsOf(pages, 'comment');
    expect(idsOf(comments)).toHaveLength(comments.length);
  });

  test('a title that nobody knows is gone, and a paid episode has no stars but is not gone', async () => {
    const [unknown] = await read('series', ['999999999']);
    expect(unknown!.parsed.outcome).toBe('gone');
    const [paid] = await read('stars', [`${seriesIds[0]}_99999`]);
    expect(paid!.parsed).toMatchObject({ outcome: 'empty', records: [] });
  });

  test.each(['truncated-json', 'empty', 'captcha', 'not-json', 'login-wall', '500', '429', '404'] as const)(
    'the fault %s gives a named outcome and no record',
    async (fault) => {
      for (const { stream, targets } of await readings()) {
        world.faults.add([{ fault }]);
        try {
          const [page] = await readAll(streamNamed(stream), targets, askWorld(world));
          expect(page!.parsed.records, stream).toEqual([]);
          expect(page!.parsed.outcome, stream).not.toBe('ok');
        } finally {
          world.faults.clear();
        }
      }
    },
  );

  test('a list that got another name is named in the quarantine, and what stands beside it is kept', async () => {
    for (const { stream, targets } of await readings()) {
      world.faults.add([{ fault: 'shape-drift' }]);
      try {
        const [page] = await readAll(streamNamed(stream), targets, askWorld(world));
        if (page!.parsed.outcome !== 'login-required') expect(page!.parsed.quarantined.length, stream).toBeGreaterThan(0);
        for (const { scope = '' } of page!.parsed.records) expect(scope).not.toMatch(/V2/);
      } finally {
        world.faults.clear();
      }
    }
  });
});
