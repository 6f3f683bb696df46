import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/domain/index.ts';
import { systemClock } from '../../src/domain/index.ts';
import { createLanes } from '../../src/net/index.ts';
import { createQuotaKeeper } from '../../src/net/transport/quota.ts';
import type { QuotaKeeper } from '../../src/net/transport/quota.ts';
import { testStore } from '../support/database.ts';
import { get, httpServer, json, testNet } from './transport-support.ts';

/** Reads the quota headers of the server of these tests. */
const quota = (paceMs: number) => ({
  paceMs,
  read: (headers: Readonly<Record<string, string>>) =>
    headers['ratelimit-limit'] === undefined
      ? null
      : {
          limit: Number(headers['ratelimit-limit']),
          remaining: Number(headers['ratelimit-remaining']),
          resetAt: Number(headers['ratelimit-reset']) * 1000,
        },
});

describe('a platform that tells its quota', () => {
  const sentAt = 1_800_000_000_000;
  const floorsAfter = async (answers: readonly { remaining: number; fullIn: number }[], paceMs = 75) => {
    let nth = 0;
    const server = await httpServer((_, response) => {
      const { remaining, fullIn } = answers[nth++]!;
      const headers = { 'ratelimit-limit': '800', 'ratelimit-remaining': String(remaining), date: new Date(sentAt).toUTCString() };
      json(response, { ok: true }, { ...headers, 'ratelimit-reset': String(sentAt / 1000 + fullIn) });
    });
    const { net, lanes, clock } = testNet();
    for (const _ of answers) {
      await net.send({ ...get(server.origin), quota: quota(paceMs) });
      await clock.sleep(1000);
    }
    return lanes.floors.map(({ floorMs }) => floorMs);
  };

  test("is asked at the lane's own pace while that uses what is left", async () => {
    expect(
      await floorsAfter([
        { remaining: 799, fullIn: 60 },
        { remaining: 400, fullIn: 30 },
        { remaining: 13, fullIn: 1 },
      ]),
    ).toEqual([0]);
  });

  test('is asked at the own pace again also when the process that slowed its lane has ended', async () => {
    const { store } = await testStore();
    const worker = await store.worker('test');
    const lanes = createLanes({ store, workerId: worker.id, clock: systemClock, random: () => 0, maxHoldMs: 1000 });
    await lanes.declare([{ name: 'here', intervalMs: 75, concurrency: 1 }]);
    const paceMs = async () => (await store.query<{ ms: number }>('select greatest(interval_ms, floor_ms) as ms from lane'))[0]!.ms;
    const tell = (keeper: QuotaKeeper, remaining: number, fullInS: number) => {
      const headers = { 'ratelimit-limit': '800', 'ratelimit-remaining': String(remaining), date: new Date(sentAt).toUTCString() };
      return keeper({ ...get('http://a'), lane: 'here', quota: quota(75) }, 'a', {
        ...headers,
        'ratelimit-reset': String(sentAt / 1000 + fullInS),
      });
    };
    // What the host asks for in its robots.txt is another matter.
    await lanes.setFloor('here', 'a', 200);
    await tell(createQuotaKeeper(lanes, systemClock), 0, 40);
    expect(await paceMs()).toBe(40_000);
    const next = createQuotaKeeper(lanes, systemClock);
    await tell(next, 799, 60);
    expect(await paceMs()).toBe(200);
    await lanes.close();
    await worker.close();
  });

  test('is slowed by one process and lifted by another that has only seen it full', async () => {
    const { lanes, clock } = testNet();
    const keeper = createQuotaKeeper(lanes, clock);
    const full = () =>
      keeper({ ...get('http://a'), quota: { paceMs: 75, read: () => ({ limit: 800, remaining: 799, resetAt: 0 }) } }, 'a', {});
    for (let seconds = 0; seconds < 130; seconds++) {
      await full();
      await clock.sleep(1000);
    }
    // Once a minute what the others have done meanwhile is put right.
    expect(lanes.floors.map(({ floorMs }) => floorMs)).toEqual([0, 0, 0]);
  });

  test('is asked more slowly when others use it up, and at the own pace again when it is full', async () => {
    const floors = await floorsAfter([
      { remaining: 200, fullIn: 60 },
      { remaining: 190, fullIn: 58 },
      { remaining: 20, fullIn: 50 },
      { remaining: 0, fullIn: 40 },
      { remaining: 799, fullIn: 60 },
    ]);
    expect(floors).toEqual([300, 2500, 40_000, 0]);
  });

  test('and refuses without a word is left alone until its quota is full again, where that is what is used up', async () => {
    const refused = async (quotaHeaders: Readonly<Record<string, string>>) => {
      let nth = 0;
      const server = await httpServer((_, response) => {
        const headers = { date: new Date(sentAt).toUTCString(), 'ratelimit-limit': '800', ...quotaHeaders };
        json(response, {}, nth++ === 0 ? headers : {}, nth === 1 ? 429 : 200);
      });
      const { net, lanes } = testNet();
      expect(await net.send({ ...get(server.origin), quota: quota(75) })).toMatchObject({ outcome: 'ok', attempts: 2 });
      return lanes.complaints;
    };
    const reset = String(sentAt / 1000 + 17);
    expect(await refused({ 'ratelimit-remaining': '1', 'ratelimit-reset': reset })).toMatchObject([
      { retryAfterMs: 17_000, cause: expect.stringContaining('without Retry-After') },
    ]);
    // What the platform says of this very refusal comes first.
    expect(await refused({ 'ratelimit-remaining': '0', 'ratelimit-reset': reset, 'retry-after': '3' })).toMatchObject([
      { retryAfterMs: 3000 },
    ]);
    // It has another reason to refuse, or is late with its word.
    expect(await refused({ 'ratelimit-remaining': '500', 'ratelimit-reset': reset })).toMatchObject([{ retryAfterMs: null }]);
    expect(await refused({ 'ratelimit-remaining': '0', 'ratelimit-reset': String(sentAt / 1000 - 5) })).toMatchObject([
      { retryAfterMs: null },
    ]);
  });

  test('is heard by its own clock, and not at all when it says nothing', async () => {
    const server = await httpServer((_, response) => json(response, { ok: true }));
    const { net, lanes } = testNet();
    await net.send({ ...get(server.origin), quota: quota(75) });
    expect(lanes.floors).toEqual([]);
  });
});

describe('a refusal that only the body explains', () => {
  const codes: Readonly<Record<string, Outcome>> = { '010': 'quota-exhausted', '012': 'rate-limited' };
  const refusal = (_: number, body: string): Outcome | undefined => codes[(JSON.parse(body) as { errorCode: string }).errorCode];

  test('is no complaint when the day is over: one request, and the lane does not back off', async () => {
    const server = await httpServer((_, response) => json(response, { errorCode: '010' }, {}, 429));
    const { net, lanes } = testNet();
    expect(await net.send({ ...get(server.origin), refusal })).toMatchObject({ outcome: 'quota-exhausted', status: 429, attempts: 1 });
    expect(lanes.complaints).toEqual([]);
  });

  test('holds the lane when it means too fast, whatever the status, and is asked again', async () => {
    let nth = 0;
    const server = await httpServer((_, response) =>
      nth++ === 0 ? json(response, { errorCode: '012' }, {}, 403) : json(response, { ok: true }),
    );
    const { net, lanes } = testNet();
    expect(await net.send({ ...get(server.origin), refusal })).toMatchObject({ outcome: 'ok', attempts: 2 });
    expect(lanes.complaints).toMatchObject([{ retryAfterMs: null }]);
  });

  test('without a word of the endpoint means what its status says', async () => {
    const server = await httpServer((_, response) => json(response, { errorCode: '999' }, {}, 404));
    expect(await testNet().net.send({ ...get(server.origin), refusal })).toMatchObject({ outcome: 'gone' });
  });
});

describe('an interface for programs', () => {
  test('is asked without looking at robots.txt, which speaks to crawlers', async () => {
    const server = await httpServer((_, response) => json(response, { ok: true }));
    const { net } = testNet({ robots: () => ({ check: () => ({ allowed: false, rule: 'Disallow: /', because: 'robots' }) }) });
    expect(await net.send(get(server.origin))).toMatchObject({ outcome: 'disallowed' });
    expect(await net.send({ ...get(server.origin), official: true })).toMatchObject({ outcome: 'ok' });
  });

  test('gives a token for a form, which is neither told to anybody nor asked twice', async () => {
    let body = '';
    const server = await httpServer((request, response) => {
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => json(response, { access_token: 'secret' }));
    });
    const { net, lanes, events } = testNet();
    const answer = await net.post({ url: `${server.origin}/token`, form: { a: '1 2', b: 'ü' }, lane: 'x' });
    expect(answer).toEqual({ status: 200, body: '{"access_token":"secret"}' });
    expect(body).toBe('a=1+2&b=%C3%BC');
    expect(server.requests).toMatchObject([{ method: 'POST', url: '/token' }]);
    expect(lanes).toMatchObject({ acquired: [{ lane: 'x', cost: 0 }], open: 0 });
    expect(events).toEqual([]);
  });
});
