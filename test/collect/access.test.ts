import { describe, expect, test } from 'vitest';
import { createAccess } from '../../src/collect/access.ts';
import type { Access } from '../../src/collect/access.ts';
import { systemClock } from '../../src/domain/index.ts';
import type { Clock, TidemarkError } from '../../src/domain/index.ts';
import { createHasher, createLanes, createNet, createRobots } from '../../src/net/index.ts';
import { createSimulator } from '../../src/sim/index.ts';
import type { Simulator, SimulatorOptions } from '../../src/sim/index.ts';
import type { SettingValues } from '../../src/sources/index.ts';
import { twitch } from '../../src/sources/twitch/index.ts';
import { testStore } from '../support/database.ts';
import { values } from '../support/twitch-ask.ts';

const endpoint = twitch.streams[0]!.endpoints[0]!;

interface Place extends AsyncDisposable {
  readonly access: Access;
  readonly simulator: Simulator;
  /** Moves on by `ms`. */
  pass(ms: number): void;
  readonly abort: AbortController;
}

/** Access to the simulated Twitch, over a real net and real lanes, by a clock that the test moves. */
const openAccess = async (options: SimulatorOptions = {}, credentials: SettingValues = values): Promise<Place> => {
  const { store } = await testStore();
  const simulator = await createSimulator({ twitchChannels: 16, ...options });
  let ahead = 0;
  const clock: Clock = {
    now: () => Date.now() + ahead,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      ahead += ms;
    },
  };
  const worker = await store.worker('test');
  const lanes = createLanes({ store, workerId: worker.id, lost: worker.lost, clock: systemClock, random: () => 0, maxHoldMs: 60_000 });
  await lanes.declare([{ name: 'twitch', intervalMs: 0, concurrency: 16 }]);
  const net = createNet({
    lanes,
    robots: (fetch) => createRobots({ store, fetch, clock: systemClock }),
    clock: systemClock,
    random: () => 0,
    userAgent: 'test',
    hasher: createHasher(new Uint8Array(32)),
    simulatorUrl: simulator.url,
  });
  const abort = new AbortController();
  return {
    access: createAccess({ source: twitch, values: credentials, net, clock, abort: abort.signal }),
    simulator,
    abort,
    pass: (ms) => void (ahead += ms),
    [Symbol.asyncDispose]: async () => {
      await net.close();
      await lanes.close();
      await worker[Symbol.asyncDispose]();
      await simulator.close();
    },
  };
};

const failureOf = (work: Promise<unknown>): Promise<TidemarkError> =>
  work.then(
    () => expect.fail('it should have failed'),
    (error: TidemarkError) => error,
  );

describe('a token', () => {
  test('is got once for everybody who asks at the same time, and kept', async () => {
    await using place = await openAccess();
    const { access, simulator } = place;
    const tokens = await Promise.all(Array.from({ length: 20 }, () => access.token(endpoint)));
    expect(new Set(tokens).size).toBe(1);
    expect(simulator.twitch.tokens.holds(tokens[0]!)).toBe(true);
    expect(await access.token(endpoint)).toBe(tokens[0]);
    expect(simulator.twitch.tokens.given()).toBe(1);
  });

  test('is renewed a minute before its end', async () => {
    await using place = await openAccess({ twitchTokenSeconds: 3600 });
    const { access, simulator } = place;
    const first = await access.token(endpoint);
    place.pass(3_538_000);
    expect(await access.token(endpoint)).toBe(first);
    place.pass(3000);
    const second = await access.token(endpoint);
    expect(second).not.toBe(first);
    expect(simulator.twitch.tokens.given()).toBe(2);
  });

  test('that lives less than two minutes is used for half of its life, and not got anew for each request', async () => {
    await using place = await openAccess({ twitchTokenSeconds: 20 });
    const first = await place.access.token(endpoint);
    place.pass(8000);
    expect(await place.access.token(endpoint)).toBe(first);
    place.pass(3000);
    expect(await place.access.token(endpoint)).not.toBe(first);
  });

  test('that was refused is replaced, and all requests that were under way with it go again with the same new one', async () => {
    await using place = await openAccess();
    const { access, simulator } = place;
    const first = await access.token(endpoint);
    simulator.twitch.tokens.revoke();
    const again = await Promise.all(
      Array.from({ length: 8 }, async () => {
        expect(access.renew(endpoint, first)).toBe(true);
        return access.token(endpoint);
      }),
    );
    expect(new Set(again).size).toBe(1);
    expect(again[0]).not.toBe(first);
    // A late refusal of the old one does not throw away the new one.
    expect(access.renew(endpoint, first)).toBe(true);
    expect(await access.token(endpoint)).toBe(again[0]);
    expect(simulator.twitch.tokens.given()).toBe(2);
  });

  test.each([
    ['TWITCH_CLIENT_SECRET', 'a secret that is wrong'],
    ['TWITCH_CLIENT_ID', 'an application that is not'],
    ['TWITCH_CLIENT_SECRET', ''],
  ])('is not got with a wrong %s, which names the settings and no secret', async (name, wrong) => {
    await using place = await openAccess({}, { ...values, [name]: wrong });
    const error = await failureOf(place.access.token(endpoint));
    expect(error.code).toBe('TDM_CREDENTIAL');
    expect(error.line).toContain('TWITCH_CLIENT_ID and TWITCH_CLIENT_SECRET');
    if (wrong !== '') expect(JSON.stringify([error.line, error.details])).not.toContain(wrong);
    expect(place.simulator.log.counters().byEndpoint).toEqual({ 'twitch/token': 1 });
  });

  test.each(['500', '503', '429', 'empty', 'truncated-json', 'captcha', 'not-json', 'reset', 'truncated', '404'] as const)(
    'comes in spite of %s, which says nothing about the credentials',
    async (fault) => {
      await using place = await openAccess({
        faults: [{ fault, endpoint: 'twitch/token', times: 2, ...(fault === '429' ? { retryAfter: 0 } : {}) }],
      });
      const token = await place.access.token(endpoint);
      expect(place.simulator.twitch.tokens.holds(token!)).toBe(true);
    },
  );

  test.each([
    ['500', 'it answered 500'],
    ['empty', 'it answered 200 without a token'],
  ] as const)('that does not come four times over (%s) is a host that does not answer', async (fault, reason) => {
    await using place = await openAccess({ faults: [{ fault, endpoint: 'twitch/token' }] });
    const error = await failureOf(place.access.token(endpoint));
    expect(error.code).toBe('TDM_HOST_UNREACHABLE');
    expect(error.line).toContain('id.twitch.tv');
    expect(error.line).toContain(reason);
    expect(place.simulator.log.counters().byEndpoint).toEqual({ 'twitch/token': 4 });
    // Whoever asks later tries again.
    place.simulator.faults.clear();
    expect(await place.access.token(endpoint)).toMatch(/^\w+$/);
  });

  test('is waited for no longer once the run is dropped', async () => {
    await using place = await openAccess({ faults: [{ fault: '500', endpoint: 'twitch/token' }] });
    place.abort.abort();
    expect((await failureOf(place.access.token(endpoint))).name).toBe('AbortError');
  });

  test('is never renewed for an endpoint that needs none', async () => {
    await using place = await openAccess();
    const { grant: _, ...plain } = endpoint;
    expect(await place.access.token(plain)).toBeUndefined();
    expect(place.access.renew(plain, undefined)).toBe(false);
  });
});
