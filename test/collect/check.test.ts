import { describe, expect, test } from 'vitest';
import { askable, checkSource, unaskable } from '../../src/collect/index.ts';
import { systemClock } from '../../src/domain/index.ts';
import type { Exchange, Outcome } from '../../src/domain/index.ts';
import type { Net, NetRequest } from '../../src/net/index.ts';
import { defineSource, positionCursor, readByWays } from '../../src/sources/index.ts';
import type { Endpoint, Source } from '../../src/sources/index.ts';
import { testStore } from '../support/database.ts';
import { exchangeWith } from '../support/exchange.ts';

const endpoint = (name: string, needs?: readonly string[]): Endpoint => ({
  ...{ name, evidence: 'documented', method: 'api', lane: 'x', cost: 1, payload: 'json', privateFields: [] },
  ...(needs && { needs }),
  request: ({ id }) => ({ url: `https://${name}.example/${String(id)}` }),
  parse: ({ outcome }) => ({ outcome, records: [], quarantined: [], next: null }),
});
const [keyed, free, locked] = [endpoint('keyed', ['A_KEY']), endpoint('free'), endpoint('locked', ['B_ID', 'B_SECRET'])];

const source: Source = defineSource({
  ...{ platform: 'soop', title: 'A platform', zone: 'UTC', hosts: [], parserVersion: '1' },
  lanes: [{ name: 'x', intervalMs: 0, concurrency: 1 }],
  settings: ['A_KEY', 'B_ID', 'B_SECRET'].map((name) => ({ name, title: name, kind: 'text' as const, simulated: 'x' })),
  streams: [
    {
      ...{ name: 'profile', title: 'Profile', kind: 'channel', target: { kind: 'channel' }, batchSize: 1, cursor: positionCursor },
      endpoints: [keyed, free],
      read: readByWays([keyed, free].map((by) => ({ by, ask: ([id]) => ({ endpoint: by, params: { id: id! } }) }))),
    },
    {
      ...{ name: 'videos', title: 'Videos', kind: 'post', target: { kind: 'channel' }, batchSize: 1, cursor: positionCursor },
      endpoints: [locked],
      read: readByWays([{ by: locked, ask: ([id]) => ({ endpoint: locked, params: { id: id! } }) }]),
    },
  ],
});
const names = source.streams.map(({ name }) => name);

describe('what an operator has not brought', () => {
  test('closes the way that needs it, and the stream that has no other', () => {
    expect(unaskable(source.streams, {})).toEqual([
      { stream: 'profile', endpoint: 'keyed', settings: ['A_KEY'] },
      { stream: 'videos', endpoint: null, settings: ['B_ID', 'B_SECRET'] },
    ]);
    expect(unaskable(source.streams, { A_KEY: 'k', B_ID: 'i', B_SECRET: 's' })).toEqual([]);
  });

  test('leaves the other streams to be collected, unless the closed one was asked for by name', () => {
    expect(askable(source, names, {}, false)).toEqual(['profile']);
    const missing = { code: 'TDM_CREDENTIAL_MISSING', message: 'soop/videos cannot be asked without B_ID and B_SECRET' };
    expect(() => askable(source, names, {}, true)).toThrow(expect.objectContaining(missing));
    expect(() => askable(source, ['videos'], { B_ID: 'i' }, false)).toThrow(expect.objectContaining({ code: 'TDM_CREDENTIAL_MISSING' }));
  });
});

describe('a check', async () => {
  const { store } = await testStore();
  const check = async (values: Record<string, string>, outcome: Outcome = 'ok') => {
    const asked: string[] = [];
    const send = async ({ url }: NetRequest): Promise<Exchange> => {
      asked.push(url);
      return exchangeWith({ url, body: '{}', outcome, ...(outcome === 'ok' ? {} : { note: 'why' }) });
    };
    const net = { send } as unknown as Net;
    const signal = new AbortController().signal;
    const found = await Array.fromAsync(checkSource({ sql: store, source, net, values, options: {}, clock: systemClock, signal }));
    return { asked, states: found.map(({ endpoint: name, state, note }) => [name, state, note]) };
  };

  test('without anything known to ask about asks nothing', async () => {
    const { asked, states } = await check({ A_KEY: 'k' });
    expect(asked).toEqual([]);
    expect(states).toEqual([
      ['keyed', 'untried', 'no channel is known yet to ask it about (tidemark targets add)'],
      ['free', 'untried', 'no channel is known yet to ask it about (tidemark targets add)'],
      ['locked', 'unset', 'B_ID and B_SECRET is not set'],
    ]);
  });

  test('asks each way for itself once, about what is watched, and keeps nothing', async () => {
    await store.query(`insert into workspace (id, name) values ('main', 'Main') on conflict do nothing`);
    await store.query(`insert into target (workspace_id, platform, kind, external_id) values ('main', 'soop', 'channel', 'a')`);
    const { asked, states } = await check({ A_KEY: 'k' });
    expect(asked).toEqual(['https://keyed.example/a', 'https://free.example/a']);
    expect(states.slice(0, 2)).toEqual([
      ['keyed', 'answers', null],
      ['free', 'answers', null],
    ]);
    expect(await store.query('select count(*)::int as kept from exchange')).toEqual([{ kept: 0 }]);
    expect((await check({ A_KEY: 'k' }, 'blocked')).states[0]).toEqual(['keyed', 'refuses', 'why']);
  });
});
