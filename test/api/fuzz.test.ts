import {
  anything,
  array,
  asyncProperty,
  assert,
  constantFrom,
  dictionary,
  oneof,
  option,
  record,
  string,
  stringMatching,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refreshSeriesTotals } from '../../src/insight/index.ts';
import { standingClock, testApi } from '../support/api.ts';
import { testStore } from '../support/database.ts';
import { fillWebtoons } from '../support/fill.ts';

/** Values that have broken somebody's API before, beside random ones. */
const odd = constantFrom(
  '',
  '0',
  '-1',
  '1e309',
  '9223372036854775808',
  'NaN',
  'null',
  '\0',
  '\u0000\u0001',
  "'; drop table run; --",
  '%',
  '\\',
  '\u{1F300}',
  '\uFFFF',
  '1; select pg_sleep(9)',
  '{"$ne":1}',
  '../../etc/passwd',
  'a'.repeat(3_000),
);
const value = oneof(odd, string({ maxLength: 30 }), string({ unit: 'binary', maxLength: 10 }), stringMatching(/^[A-Za-z0-9_-]{1,60}$/));
const known = {
  limit: oneof(value, constantFrom('1', '200')),
  cursor: value,
  sort: oneof(value, constantFrom('views', 'title', 'rank', 'likes', 'no', 'publishedOn')),
  direction: oneof(value, constantFrom('asc', 'desc')),
  q: value,
  genre: value,
  weekday: oneof(value, constantFrom('MONDAY', 'DAILY_PLUS')),
  state: oneof(value, constantFrom('ongoing', 'finished', 'done')),
  platform: oneof(value, constantFrom('naver-webtoon')),
  metrics: oneof(value, constantFrom('views', 'likes,rank')),
  days: oneof(value, constantFrom('1', '90')),
};
const query = record(
  Object.fromEntries(Object.entries(known).map(([name, values]) => [name, option(values, { nil: undefined, freq: 1 })])),
);

const encode = (text: string): string => encodeURIComponent(text.toWellFormed());
const queryText = (parts: Record<string, unknown>): string =>
  Object.entries(parts)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, text]) => `${encode(name)}=${encode(text)}`)
    .join('&');

describe('whatever is asked', async () => {
  const { store } = await testStore();
  const clock = standingClock();
  await fillWebtoons(store, { series: 5, episodes: 3, days: 2 });
  await refreshSeriesTotals(store, 'naver-webtoon', clock);

  it('is answered, or refused with a problem; never a failure of ours', async () => {
    const routes: string[] = [];
    const fetchImage = async () => ({ status: 200, contentType: 'image/png', body: new Uint8Array() });
    await using server = await testApi(store, {
      clock,
      fetchImage,
      onRoute: ({ url, method }) => void (method === 'GET' && routes.push(url)),
    });
    expect(routes.length).toBeGreaterThan(15);
    const path = constantFrom(...routes).chain((route) =>
      array(oneof(value, constantFrom('700001', '700001_2', '1', 'naver-webtoon')), { minLength: 3, maxLength: 3 }).map((parts) => {
        let next = 0;
        return route.replace(/:\w+|\*/g, (name) => (name === ':platform' && next < 2 ? 'naver-webtoon' : encode(parts[next++ % 3]!)));
      }),
    );
    await assert(
      asyncProperty(path, oneof(query, dictionary(string({ maxLength: 8 }), value, { maxKeys: 5 })), async (address, parts) => {
        const answer = await server.get(`${address}?${queryText(parts)}`.slice(0, 12_000));
        if (answer.status === 200) return;
        expect([address, parts, answer.status >= 400 && answer.status < 500]).toEqual([address, parts, true]);
        expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
        expect(answer.json).toMatchObject({ status: answer.status, code: expect.stringMatching(/^TDM_/), next: expect.any(String) });
      }),
      { numRuns: 600 },
    );
  });

  it('is answered or refused also when it is written', async () => {
    await using server = await testApi(store, { clock });
    const headers = await server.signIn();
    await assert(
      asyncProperty(
        oneof(anything(), record({ name: value }), record({ link: value })),
        constantFrom('/api/v1/tokens', '/api/v1/session'),
        async (body, path) => {
          clock.move(60_000);
          const text = JSON.stringify(body, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each)) ?? '';
          const answer = await server.ask(path, { method: 'POST', body: text, headers });
          expect([text, [201, 400, 401, 403].includes(answer.status)]).toEqual([text, true]);
        },
      ),
      { numRuns: 200 },
    );
  });
});
