import { describe, expect, test } from 'vitest';
import type { Exchange, Json, Outcome } from '../../src/domain/index.ts';
import type { Endpoint, Page, Params, Source, Stream } from '../../src/sources/index.ts';

/** A world that answers an endpoint's request. */
export type Ask = (endpoint: Endpoint, params: Params) => Promise<Exchange>;

/** A stream and targets of a world that take it over several pages. */
export interface Reading {
  readonly stream: string;
  readonly targets: readonly string[];
  readonly ask: Ask;
}

/** Reads a stream from a cursor to its end. */
export const readAll = async (
  stream: Stream,
  targets: readonly string[],
  ask: Ask,
  cursor: Json | null = null,
  lastAttempt = false,
): Promise<Page[]> => {
  const pages: Page[] = [];
  for await (const page of stream.read({ targets, cursor, lastAttempt, ask })) {
    pages.push(page);
    if (pages.length > 5_000) throw new Error('the reading does not end');
    if (page.cursor === null) break;
  }
  return pages;
};

const urlsOf = (pages: readonly Page[]): string[] => pages.map(({ exchange }) => exchange.request.url);

/** That a source's streams end, resume at every page, and keep their place when an answer is no answer. */
export const describeReading = (source: Source, readings: () => Promise<readonly Reading[]>, names: readonly string[]): void => {
  const readingOf = async (name: string): Promise<{ stream: Stream; targets: readonly string[]; ask: Ask }> => {
    const { targets, ask } = (await readings()).find((reading) => reading.stream === name)!;
    return { stream: source.streams.find((stream) => stream.name === name)!, targets, ask };
  };

  describe.each(names)(`reading ${source.platform}/%s`, (name) => {
    test('ends, asks for every target, and never asks the same twice', async () => {
      const { stream, targets, ask } = await readingOf(name);
      const pages = await readAll(stream, targets, ask);
      expect(pages.at(-1)!.cursor).toBeNull();
      expect(new Set(pages.flatMap((page) => page.targets))).toEqual(new Set(targets));
      expect(new Set(urlsOf(pages)).size).toBe(pages.length);
      for (const page of pages) expect(stream.endpoints).toContain(page.endpoint);
    });

    test('resumes at every page with a cursor that went through JSON', async () => {
      const { stream, targets, ask } = await readingOf(name);
      const pages = await readAll(stream, targets, ask);
      const urls = urlsOf(pages);
      for (let at = 0; at < pages.length - 1; at++) {
        const cursor = JSON.parse(JSON.stringify(pages[at]!.cursor)) as Json;
        expect(stream.cursor.parse(cursor)).toEqual(cursor);
        expect(urlsOf(await readAll(stream, targets, ask, cursor)), `from page ${at + 1}`).toEqual(urls.slice(at + 1));
      }
    });

    test('a cursor of another version begins the batch anew', async () => {
      const { stream, targets, ask } = await readingOf(name);
      const whole = urlsOf(await readAll(stream, targets, ask));
      for (const cursor of [{ place: 3 }, 'page 2', 7, [1], { target: -1, next: null }])
        expect(urlsOf(await readAll(stream, targets, ask, cursor))).toEqual(whole);
    });

    test.each(['rate-limited', 'unreachable', 'server-error', 'truncated', 'blocked', 'refused'] as const)(
      'an answer that is %s keeps its place: reading on later misses nothing',
      async (outcome: Outcome) => {
        const { stream, targets, ask } = await readingOf(name);
        const whole = urlsOf(await readAll(stream, targets, ask));
        const failAt = Math.floor(whole.length / 2);
        let asked = 0;
        const failing: Ask = async (endpoint, params) => {
          const exchange = await ask(endpoint, params);
          return asked++ === failAt ? { ...exchange, status: 0, body: '', outcome } : exchange;
        };
        const first = await readAll(stream, targets, failing);
        expect(first).toHaveLength(failAt + 1);
        const rest = await readAll(stream, targets, ask, first.at(-1)!.cursor);
        expect([...urlsOf(first).slice(0, -1), ...urlsOf(rest)]).toEqual(whole);
      },
    );

    test('a way that is forbidden is left for the next one, and without a next one the reading keeps its place', async () => {
      const { stream, targets, ask } = await readingOf(name);
      const whole = await readAll(stream, targets, ask);
      const forbidden = whole[0]!.endpoint;
      const forbidding: Ask = async (endpoint, params) => {
        const exchange = await ask(endpoint, params);
        return endpoint === forbidden ? { ...exchange, status: 0, body: '', outcome: 'disallowed' as const } : exchange;
      };
      const pages = await readAll(stream, targets, forbidding);
      expect(pages[0]!.parsed.outcome).toBe('disallowed');
      if (pages.length > 1) {
        expect(pages[0]!.targets).toEqual([]);
        expect(pages.slice(1).every(({ endpoint }) => endpoint !== forbidden)).toBe(true);
      } else {
        expect(urlsOf(await readAll(stream, targets, ask, pages[0]!.cursor))).toEqual(urlsOf(whole));
      }
    });
  });
};
