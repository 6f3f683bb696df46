import { describe, expect, test } from 'vitest';
import type { Json, Outcome, Parsed } from '../../src/domain/index.ts';
import { readByWays } from '../../src/sources/index.ts';
import type { Endpoint, Page } from '../../src/sources/index.ts';
import { exchangeWith } from '../support/exchange.ts';
import { plainContext } from '../support/source-reading.ts';

/** An endpoint that answers with the words it is given: an outcome, and pages left. */
const endpoint = (name: string): Endpoint => ({
  name,
  evidence: 'code-only',
  method: 'api',
  lane: 'x',
  cost: 1,
  payload: 'json',
  privateFields: [],
  request: () => ({ url: `https://${name}.example/` }),
  parse: ({ body }) => JSON.parse(body) as Parsed,
});
const [old, young] = [endpoint('old'), endpoint('young')];

const parsed = (outcome: Outcome, next: Json = null, note?: string): Parsed => ({
  outcome,
  records: [],
  quarantined: [],
  next,
  ...(note ? { note } : {}),
});

type Answers = Readonly<Record<string, readonly Parsed[]>>;

/** Reads by two ways; ids that begin with y are known to the young one only, those that begin with o to the old one only. */
const read = async (targets: readonly string[], answers: Answers, options: { cursor?: Json; lastAttempt?: boolean } = {}) => {
  const reading = readByWays([
    {
      reads: (id) => !id.startsWith('y'),
      ask: ([id], next) => ({ endpoint: old, params: { id: id!, next: String(next) } }),
      isClosed: ({ outcome }) => outcome === 'login-required',
    },
    { reads: (id) => !id.startsWith('o'), ask: ([id], next) => ({ endpoint: young, params: { id: id!, next: String(next) } }) },
  ]);
  const asked: string[] = [];
  const times = new Map<string, number>();
  const pages: Page[] = [];
  const context = {
    ...plainContext,
    targets,
    cursor: options.cursor ?? null,
    lastAttempt: options.lastAttempt ?? false,
    ask: async (each: Endpoint, { id }: Record<string, unknown>) => {
      const key = `${each.name} ${String(id)}`;
      const time = times.get(key) ?? 0;
      times.set(key, time + 1);
      asked.push(key);
      const answer = answers[key]?.[time] ?? parsed('ok');
      return exchangeWith({ body: JSON.stringify(answer), outcome: answer.outcome });
    },
  };
  for await (const page of reading(context)) pages.push(page);
  return { asked, pages };
};

describe('reading by several ways', () => {
  test('each target is asked of the first way that can read it', async () => {
    const { asked, pages } = await read(['a', 'y', 'o'], {});
    expect(asked).toEqual(['old a', 'young y', 'old o']);
    expect(pages.map(({ cursor }) => cursor)).toEqual([{ target: 1, next: null }, { target: 2, next: null }, null]);
  });

  test('a way found closed is not tried again, and what only it could read is given up with the answer that said so', async () => {
    const { asked, pages } = await read(['a', 'o1', 'y', 'b', 'o2'], { 'old a': [parsed('login-required', null, 'no key')] });
    expect(asked).toEqual(['old a', 'young a', 'young y', 'young b']);
    expect(pages[0]).toMatchObject({ targets: ['a', 'o1', 'o2'], cursor: { target: 0, next: null, closed: [0] } });
    expect(pages[0]!.exchange.note).toBe('no key');
    expect(pages.slice(1).map(({ targets }) => targets)).toEqual([['a'], ['y'], ['b']]);
    expect(pages.at(-1)!.cursor).toBeNull();
  });

  test('a way that closes in the middle of a target begins it anew elsewhere', async () => {
    const { asked } = await read(['a'], { 'old a': [parsed('ok', 2), parsed('login-required')], 'young a': [parsed('ok', 7)] });
    expect(asked).toEqual(['old a', 'old a', 'young a', 'young a']);
  });

  test('a batch that only the closed way could read is complete after one request', async () => {
    const { asked, pages } = await read(['o1', 'o2', 'o3'], { 'old o1': [parsed('login-required')] });
    expect(asked).toEqual(['old o1']);
    expect(pages).toMatchObject([{ targets: ['o1', 'o2', 'o3'], cursor: null }]);
  });

  test('the state remembers what is closed', async () => {
    const { asked } = await read(['a', 'b'], {}, { cursor: { target: 1, next: null, closed: [0] } });
    expect(asked).toEqual(['young b']);
  });

  test('an unsettled answer keeps its place; on the last attempt the next way is tried, and nothing is counted as left out', async () => {
    const answers = { 'old a': [parsed('unreachable')] };
    const first = await read(['a', 'b'], answers);
    expect(first.pages).toMatchObject([{ targets: ['a'], cursor: { target: 0, next: null } }]);
    const last = await read(['a', 'b'], answers, { lastAttempt: true });
    expect(last.asked).toEqual(['old a', 'young a', 'young b']);
    expect(last.pages[0]).toMatchObject({ targets: [], cursor: { target: 0, next: null, closed: [0] } });
  });

  test('without another way a bad answer costs its target on the last attempt, and no other', async () => {
    const { asked, pages } = await read(['o1', 'o2'], { 'old o1': [parsed('server-error')] }, { lastAttempt: true });
    expect(asked).toEqual(['old o1', 'old o2']);
    expect(pages.map(({ targets }) => targets)).toEqual([['o1'], ['o2']]);
  });

  test('a way that robots.txt forbids is left for the next one at once', async () => {
    const { asked, pages } = await read(['a', 'b'], { 'old a': [parsed('disallowed')] });
    expect(asked).toEqual(['old a', 'young a', 'young b']);
    expect(pages[0]).toMatchObject({ targets: [], cursor: { target: 0, closed: [0] } });
  });

  test.each(['rate-limited', 'quota-exhausted', 'credential-expired'] as const)(
    'an answer that is %s never changes the way, not even on the last attempt',
    async (outcome) => {
      const { asked } = await read(['a'], { 'old a': [parsed(outcome)] }, { lastAttempt: true });
      expect(asked).toEqual(['old a']);
    },
  );

  test('each way has its own number of targets a call', async () => {
    const asked: string[] = [];
    const reading = readByWays([
      {
        perRequest: 3,
        ask: (ids) => ({ endpoint: old, params: { ids: ids.join('+') } }),
        isClosed: ({ outcome }) => outcome === 'login-required',
      },
      { ask: (ids) => ({ endpoint: young, params: { ids: ids.join('+') } }) },
    ]);
    const answers = [parsed('ok'), parsed('login-required')];
    const ask = async ({ name }: Endpoint, { ids }: Record<string, unknown>) => {
      asked.push(`${name} ${String(ids)}`);
      const answer = answers.shift() ?? parsed('ok');
      return exchangeWith({ body: JSON.stringify(answer), outcome: answer.outcome });
    };
    const about: (readonly string[])[] = [];
    for await (const { targets } of reading({
      ...plainContext,
      targets: ['a', 'b', 'c', 'd', 'e'],
      cursor: null,
      lastAttempt: false,
      ask,
    }))
      about.push(targets);
    expect(asked).toEqual(['old a+b+c', 'old d+e', 'young d', 'young e']);
    expect(about).toEqual([['a', 'b', 'c'], ['d', 'e'], ['d'], ['e']]);
  });
});
