import { describe, expect, test } from 'vitest';
import type { Exchange, Json, Outcome } from '../../src/domain/index.ts';
import type { Endpoint, Page, Params, ReadContext, Source, Stream } from '../../src/sources/index.ts';

/** A world that answers an endpoint's request. */
export type Ask = (endpoint: Endpoint, params: Params) => Promise<Exchange>;

/** A stream and targets of a world that take it over several pages. */
export interface Reading extends Partial<Pick<ReadContext, 'can' | 'known' | 'options'>> {
  readonly stream: string;
  readonly targets: readonly string[];
  readonly ask: Ask;
}

/** What a reader is given beside its targets, unless a test says otherwise: everything may be asked, nothing is known, no options. */
export const plainContext: Pick<ReadContext, 'can' | 'known' | 'options'> = { can: () => true, known: () => null, options: {} };

/** Reads a stream from a cursor to its end. */
export const readAll = async (
  stream: Stream,
  targets: readonly string[],
  ask: Ask,
  cursor: Json | null = null,
  lastAttempt = false,
  given: Partial<ReadContext> = {},
): Promise<Page[]> => {
  const pages: Page[] = [];
  for await (const page of stream.read({ ...plainContext, ...given, targets, cursor, lastAttempt, ask })) {
    pages.push(page);
    if (pages.length > 5_000) throw new Error('the reading does not end');
    if (page.cursor === null) break;
  }
  return pages;
};

const urlsOf = (pages: readonly Page[]): string[] => pages.map(({ exchange }) => exchange.request.url);

type Read = (ask?: Ask, cursor?: Json | null) => Promise<Page[]>;

/** That a source's streams end, resume at every page, and keep their place when an answer is no answer. */
export const describeReading = (source: Source, readings: () => Promise<readonly Reading[]>, names: readonly string[]): void => {
  const readingOf = async (name: string): Promise<{ stream: Stream; targets: readonly string[]; ask: Ask; read: Read }> => {
    const { targets, ask, stream: _, ...given } = (await readings()).find((reading) => reading.stream === name)!;
    const stream = source.streams.find((each) => each.name === name)!;
    const read: Read = (asking = ask, cursor = null) => readAll(stream, targets, asking, cursor, false, given);
    return { stream, targets, ask, read };
  };

  describe.each(names)(`reading ${source.platform}/%s`, (name) => {
    test('ends, asks for every target, and never asks the same twice', async () => {
      const { stream, targets, read } = await readingOf(name);
      const pages = await read();
      expect(pages.at(-1)!.cursor).toBeNull();
      expect(new Set(pages.flatMap((page) => page.targets))).toEqual(new Set(targets));
      expect(new Set(urlsOf(pages)).size).toBe(pages.length);
      for (const page of pages) expect(stream.endpoints).toContain(page.endpoint);
    });

    test('resumes at every page with a cursor that went through JSON', async () => {
      const { stream, ask, read } = await readingOf(name);
      const pages = await read();
      const urls = urlsOf(pages);
      for (let at = 0; at < pages.length - 1; at++) {
        const cursor = JSON.parse(JSON.stringify(pages[at]!.cursor)) as Json;
        expect(stream.cursor.parse(cursor)).toEqual(cursor);
        expect(urlsOf(await read(ask, cursor)), `from page ${at + 1}`).toEqual(urls.slice(at + 1));
      }
    });

    test('a cursor of another version begins the batch anew', async () => {
      const { ask, read } = await readingOf(name);
      const whole = urlsOf(await read());
      for (const cursor of [{ place: 3 }, 'page 2', 7, [1], { target: -1, next: null }])
        expect(urlsOf(await read(ask, cursor))).toEqual(whole);
    });

    test.each(['rate-limited', 'unreachable', 'server-error', 'truncated', 'blocked', 'refused'] as const)(
      'an answer that is %s keeps its place: reading on later misses nothing',
      async (outcome: Outcome) => {
        const { ask, read } = await readingOf(name);
        const whole = urlsOf(await read());
        const failAt = Math.floor(whole.length / 2);
        let asked = 0;
        const failing: Ask = async (endpoint, params) => {
          const exchange = await ask(endpoint, params);
          return asked++ === failAt ? { ...exchange, status: 0, body: '', outcome } : exchange;
        };
        const first = await read(failing);
        expect(first).toHaveLength(failAt + 1);
        const rest = await read(ask, first.at(-1)!.cursor);
        expect([...urlsOf(first).slice(0, -1), ...urlsOf(rest)]).toEqual(whole);
      },
    );

    test('a way that is forbidden is left for the next one, and without a next one the reading keeps its place', async () => {
      const { ask, read } = await readingOf(name);
      const whole = await read();
      const forbidden = whole[0]!.endpoint;
      const forbidding: Ask = async (endpoint, params) => {
        const exchange = await ask(endpoint, params);
        return endpoint === forbidden ? { ...exchange, status: 0, body: '', outcome: 'disallowed' as const } : exchange;
      };
      const pages = await read(forbidding);
      expect(pages[0]!.parsed.outcome).toBe('disallowed');
      if (pages.length > 1) {
        expect(pages[0]!.targets).toEqual([]);
        expect(pages.slice(1).every(({ endpoint }) => endpoint !== forbidden)).toBe(true);
      } else {
        expect(urlsOf(await read(ask, pages[0]!.cursor))).toEqual(urlsOf(whole));
      }
    });
  });
};
