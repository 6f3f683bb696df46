import { afterAll, describe, expect, it } from 'vitest';
import { reasonAgainstChannel } from '../../src/notify/index.ts';
import { receiver, status } from '../notify/receiver.ts';
import { alertWorlds } from '../notify/world.ts';
import type { AlertWorld } from '../notify/world.ts';
import { testApi } from '../support/api.ts';

const key = 'a key of more than sixteen characters';

describe('alerts over HTTP', async () => {
  const newWorld = await alertWorlds();
  const hook = await receiver();
  const open: (() => Promise<void>)[] = [];
  afterAll(() => Promise.all(open.map((close) => close())));

  const signedIn = async (also: (world: AlertWorld) => void = () => undefined) => {
    const world = await newWorld();
    world.env['HOOK_KEY'] = key;
    also(world);
    hook.answer = status(200, 'ok');
    const server = await testApi(world.store, {
      alerts: { send: world.send(), missing: (channel) => reasonAgainstChannel(channel, (name) => world.env[name]) },
    });
    open.push(async () => server[Symbol.asyncDispose]());
    const headers = await server.signIn();
    const ask = async (method: string, path: string, body?: unknown) => {
      const answer = await server.ask(`/api/v1/alerts${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
      return [answer.status, answer.text === '' ? null : answer.json] as const;
    };
    return { world, ask, server };
  };
  const ops = { name: 'ops', kind: 'webhook', settings: { url: hook.url, secretFrom: 'HOOK_KEY' } };

  it('have channels that are added, changed, tried for real and removed, without a secret in any answer', async () => {
    const { ask } = await signedIn();
    expect(await ask('POST', '/channels', { ...ops, kinds: ['run-failed'], groupMs: 60_000 })).toMatchObject([
      201,
      { name: 'ops', kinds: ['run-failed'], pipelines: null, leastSeverity: 'info', groupMs: 60_000, missing: null, waiting: 0 },
    ]);
    expect(await ask('POST', '/channels/ops/test')).toMatchObject([200, { answer: expect.stringContaining('200') }]);
    expect(hook.calls.at(-1)!.body).toContain('"kind":"test"');
    expect(await ask('PATCH', '/channels/ops', { kinds: null, pipelines: ['daily'], name: 'night' })).toMatchObject([
      200,
      { name: 'night', kinds: null, pipelines: ['daily'], lastDeliveredAt: expect.stringMatching(/Z$/) },
    ]);
    const [, list] = await ask('GET', '/channels');
    expect(list).toMatchObject({ items: [{ name: 'night', settings: { url: hook.url, secretFrom: 'HOOK_KEY' } }], actions: ['test'] });
    expect(JSON.stringify(list)).not.toContain(key);
    expect(await ask('DELETE', '/channels/night')).toEqual([200, { givenUp: 0 }]);
    expect((await ask('GET', '/channels'))[1].items).toEqual([]);
  });

  it('say of a channel what it lacks, and of a test what the receiver said', async () => {
    const { ask } = await signedIn(({ env }) => delete env['HOOK_KEY']);
    expect(await ask('POST', '/channels', ops)).toMatchObject([201, { missing: 'HOOK_KEY is not set here' }]);
    expect(await ask('POST', '/channels/ops/test')).toMatchObject([
      502,
      { code: 'TDM_ALERT_UNDELIVERED', detail: expect.stringContaining('HOOK_KEY is not set') },
    ]);
  });

  it('refuse a channel at the place that is wrong, and repeat no secret that was given for a name', async () => {
    const { ask } = await signedIn();
    for (const [channel, path] of [
      [{ ...ops, name: 'no name' }, 'body/name'],
      [{ ...ops, settings: { secretFrom: 'HOOK_KEY' } }, 'body/settings/url'],
      [{ ...ops, settings: { url: 'gopher://x', secretFrom: 'HOOK_KEY' } }, 'body/settings/url'],
      [{ ...ops, settings: { url: hook.url, secretFrom: 'hunter2-hunter2' } }, 'body/settings/secretFrom'],
      [{ ...ops, kind: 'email', settings: { secretFrom: 'SMTP_URL', from: 'a@b.c' } }, 'body/settings/to'],
    ] as const) {
      const [code, problem] = await ask('POST', '/channels', channel);
      expect([code, problem.code, problem.issues?.[0]?.path]).toEqual([400, 'TDM_CHANNEL_INVALID', path]);
      expect(JSON.stringify([problem.detail, problem.issues])).not.toMatch(/hunter2|--/);
    }
    await ask('POST', '/channels', ops);
    expect(await ask('POST', '/channels', ops)).toMatchObject([400, { issues: [{ path: 'body/name' }] }]);
    for (const [method, path] of [
      ['DELETE', '/channels/nobody'],
      ['POST', '/channels/nobody/test'],
      ['POST', '/channels/nobody/resend'],
      ['DELETE', '/silences/9'],
      ['POST', '/deliveries/9/resend'],
    ] as const)
      expect([path, (await ask(method, path))[0]]).toEqual([path, 404]);
  });

  it('list what happened with who was told, by page, and send again what was given up', async () => {
    const { world, ask } = await signedIn();
    await ask('POST', '/channels', ops);
    hook.answer = status(500, 'broken');
    for (let n = 0; n < 3; n++) await world.record();
    world.time = Date.now();
    await world.deliver();
    const [, first] = await ask('GET', '/events?limit=2');
    expect(first.items).toMatchObject([{ kind: 'run-failed', severity: 'error', told: [{ channel: 'ops', state: 'waiting' }] }, {}]);
    expect(first.items[0].cause).toMatchObject({ code: 'TDM_CREDENTIAL', next: expect.any(String) });
    const [, rest] = await ask('GET', `/events?limit=2&cursor=${first.next}`);
    expect([rest.items.length, rest.next]).toEqual([1, null]);
    expect((await ask('GET', '/channels'))[1].items[0]).toMatchObject({ waiting: 3, trouble: expect.stringContaining('500') });

    await world.store.query("update alert_delivery set state = 'given-up'");
    const [, { items }] = await ask('GET', '/deliveries?state=given-up');
    expect(items).toHaveLength(3);
    expect(await ask('POST', `/deliveries/${items[0].id}/resend`)).toEqual([204, null]);
    expect(await ask('POST', '/channels/ops/resend')).toEqual([200, { again: 2, hurried: 0 }]);
    expect((await ask('GET', '/deliveries?state=waiting&channel=ops'))[1].items).toHaveLength(3);
  });

  it('are silenced for a while, and told again', async () => {
    const { world, ask } = await signedIn();
    await ask('POST', '/channels', ops);
    const [code, silence] = await ask('POST', '/silences', { forMs: 7_200_000, pipeline: 'creators-daily', reason: 'moving' });
    expect([code, silence]).toMatchObject([201, { channel: null, kind: null, pipeline: 'creators-daily', reason: 'moving', kept: 0 }]);
    world.time = Date.now();
    await world.record({ at: world.time });
    expect((await ask('GET', '/silences'))[1].items).toMatchObject([{ id: silence.id, kept: 1 }]);
    expect((await ask('GET', '/events'))[1].items[0].told).toMatchObject([{ state: 'silenced' }]);
    expect(await ask('DELETE', `/silences/${silence.id}`)).toEqual([204, null]);
    expect((await ask('GET', '/silences'))[1].items).toEqual([]);
    expect(await ask('POST', '/silences', { forMs: 1 })).toMatchObject([400, { code: 'TDM_REQUEST_INVALID' }]);
    expect(await ask('POST', '/silences', { forMs: 60_000, channel: 'nobody' })).toMatchObject([404, { code: 'TDM_CHANNEL_UNKNOWN' }]);
  });

  it('need a session or a token', async () => {
    const { server } = await signedIn();
    for (const path of ['/events', '/channels', '/silences', '/deliveries'])
      expect((await server.ask(`/api/v1/alerts${path}`)).status).toBe(401);
    expect((await server.ask('/api/v1/alerts/channels', { method: 'POST', body: ops })).status).toBe(401);
  });
});
