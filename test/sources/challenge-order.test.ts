import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../src/domain/index.ts';
import { optionValues, sourceOf, sources, streamOf } from '../../src/sources/index.ts';
import type { Page } from '../../src/sources/index.ts';
import { exchangeWith } from '../support/exchange.ts';
import { plainContext } from '../support/source-reading.ts';

const tiktok = sourceOf('tiktok');
const comments = streamOf(tiktok, 'comments');
const wall = { status: 200, body: '', outcome: 'blocked' } as const;

/** Reads the comments of a post that every way refuses: calls with nothing, the page with a riddle. */
const readBlocked = async (attempt: { readonly isLast: boolean; readonly readInPages?: boolean; readonly skipped?: boolean }) => {
  const asked: string[] = [];
  const pages: Page[] = [];
  const reading = comments.read({
    ...plainContext,
    ...{ targets: ['7100000000000000001'], cursor: null, lastAttempt: attempt.isLast },
    options: optionValues(tiktok, { readCommentsInPages: attempt.readInPages === true }),
    ask: async ({ method }): Promise<Exchange> => {
      asked.push(method);
      return exchangeWith(
        method === 'browser' ? { ...wall, challenge: { id: '1', state: attempt.skipped ? 'skipped' : 'waiting' } } : wall,
      );
    },
  });
  for await (const page of reading) pages.push(page);
  return { asked, pages };
};

describe('a platform that blocks', () => {
  test('is asked in a page last, in every stream: where a person is asked for, no other way is left', () => {
    const methods = sources.flatMap(({ platform, streams }) =>
      streams.map(({ name, endpoints }) => [`${platform}/${name}`, endpoints.map(({ method }) => method).join(' ')] as const),
    );
    expect(methods.filter(([, order]) => order.includes('browser'))).not.toEqual([]);
    expect(methods.filter(([, order]) => /browser (?!browser)/.test(order))).toEqual([]);
  });

  test('is asked again the same way before the next way is gone, and only then a person is asked for', async () => {
    const early = await readBlocked({ isLast: false });
    expect(early.asked).toEqual(['api']);
    expect(early.pages[0]!.cursor).not.toBeNull();
    const last = await readBlocked({ isLast: true });
    expect(last.asked).toEqual(['api', 'browser']);
    // What waits for a person keeps its place, and remembers which way is closed.
    expect(last.pages.at(-1)!.cursor).toMatchObject({ target: 0, closed: [0] });
    expect(last.pages.map(({ targets }) => targets)).toEqual([[], ['7100000000000000001']]);
  });

  test('is asked in pages alone where the operator wants that, and a skip gives the post up', async () => {
    expect(await readBlocked({ isLast: false, readInPages: true })).toMatchObject({
      asked: ['browser'],
      pages: [{ cursor: { target: 0 } }],
    });
    const skipped = await readBlocked({ isLast: false, readInPages: true, skipped: true });
    expect(skipped.pages.at(-1)!.cursor).toBeNull();
  });
});
