import { beforeEach, describe, expect, test } from 'vitest';
import { expectError, place } from '../cli/place.ts';
import { receiver, status } from './receiver.ts';

const server = await receiver();
beforeEach(() => {
  server.calls.length = 0;
  server.answer = status(200, 'ok');
});

describe('alerts', () => {
  const here = place({ TIDEMARK_URL: 'https://tidemark.example.org' });
  const secrets = () => ({ OPS_SLACK: `${server.url}/services/swordfish`, HOOK_KEY: 'swordfish' });

  test('has a channel added, tested, listed and removed; what the receiver answered is told exactly', async () => {
    const added = await here.run(['alerts', 'add', 'ops', 'slack', '--secret-from', 'OPS_SLACK', '--group', '5m']);
    expect(added.stdout).toContain('added ops; try it: tidemark alerts test ops');
    expect(added.stderr).toContain('OPS_SLACK is not set here');
    expect(await here.json(['alerts', 'channels'], secrets())).toMatchObject({
      world: 'real',
      channels: [
        { name: 'ops', kind: 'slack', settings: { secretFrom: 'OPS_SLACK' }, leastSeverity: 'warning', groupMs: 300_000, missing: null },
      ],
      silences: [],
    });
    const told = await here.run(['alerts', 'test', 'ops'], secrets());
    expect(told.stdout).toMatch(new RegExp(`^delivered to ops: ${server.host} answered 200 "ok", after [\\d.]+ s\n$`));
    expect(JSON.parse(server.calls[0]!.body).text).toBe('Test message of Tidemark to ops');
    expect(server.calls[0]!.body).toContain('<https://tidemark.example.org/|');
    expect(server.calls[0]!.headers['user-agent']).toMatch(/^Tidemark\/\d/);

    server.answer = status(410, 'channel_is_archived');
    const refused = expectError(await here.run(['alerts', 'test', 'ops'], secrets()), 'TDM_ALERT_UNDELIVERED', 3);
    expect(refused).toContain(`the alert channel ops did not take the message: ${server.host} answered 410 "channel_is_archived"`);
    expectError(await here.run(['alerts', 'test', 'ops']), 'TDM_ALERT_UNDELIVERED', 3);
    expect(await here.json(['alerts', 'deliveries', '--state', 'given-up'])).toMatchObject({
      deliveries: [
        { lastError: 'OPS_SLACK is not set where this ran' },
        { lastError: `${server.host} answered 410 "channel_is_archived"` },
      ],
    });
    expect((await here.json(['alerts'])).events.map(({ told: each }: { told: unknown[] }) => each)).toMatchObject([
      [{ channel: 'ops', state: 'given-up' }],
      [{ channel: 'ops', state: 'given-up' }],
      [{ channel: 'ops', state: 'delivered' }],
    ]);
    expect((await here.run(['alerts', 'remove', 'ops'])).stdout).toBe('removed ops\n');
    expectError(await here.run(['alerts', 'test', 'ops']), 'TDM_CHANNEL_UNKNOWN', 2);
  });

  test('is silenced for a while, and the silence is seen and ended', async () => {
    const words = [
      'alerts',
      'add',
      'hook',
      'webhook',
      '--url',
      `${server.url}/hook`,
      '--secret-from',
      'HOOK_KEY',
      '--kinds',
      'run-failed,no-data',
    ];
    expect(await here.json(words)).toMatchObject({
      channel: { kinds: ['run-failed', 'no-data'], leastSeverity: 'info', missing: 'HOOK_KEY is not set here' },
    });
    const silenced = await here.run(['alerts', 'silence', '--channel', 'hook', '--kind', 'no-data', '--for', '2h', '--reason', 'moving']);
    const [, id] = /silenced hook, no-data until \S+; end it before with: tidemark alerts unsilence (\d+)/.exec(silenced.stdout)!;
    const { stdout } = await here.run(['alerts', 'channels'], secrets());
    expect(stdout).toMatch(/hook\s+webhook\s+http:\S+\/hook\s+run-failed, no-data\s+info\s+no\s+never\s+0\s+0\n/);
    expect(stdout).toMatch(/hook\s+no-data\s+all\s+\S+\s+0\s+moving/);
    await here.run(['alerts', 'unsilence', id!]);
    expect(await here.json(['alerts', 'channels'])).toMatchObject({ silences: [] });
    expectError(await here.run(['alerts', 'unsilence', id!]), 'TDM_SILENCE_UNKNOWN', 2);
    expectError(await here.run(['alerts', 'silence', '--for', 'ever']), 'TDM_USAGE', 2);
    expectError(await here.run(['alerts', 'silence', '--channel', 'none', '--for', '1h']), 'TDM_CHANNEL_UNKNOWN', 2);
  });

  test('has a channel changed in its place, and what it was not told sent again', async () => {
    await here.run(['alerts', 'add', 'moving', 'webhook', '--url', `${server.url}/old`, '--secret-from', 'HOOK_KEY', '--group', '5m']);
    const changed = await here.json(
      ['alerts', 'change', 'moving', '--url', `${server.url}/new`, '--kinds', 'no-data', '--group', 'none', '--name', 'moved'],
      secrets(),
    );
    expect(changed).toMatchObject({
      channel: {
        name: 'moved',
        settings: { url: `${server.url}/new` },
        kinds: ['no-data'],
        leastSeverity: 'info',
        groupMs: 0,
        missing: null,
      },
    });
    const all = await here.run(['alerts', 'change', 'moved', '--kinds', 'all', '--least', 'error']);
    expect(all.stdout).toBe('changed moved\n');
    expect(await here.json(['alerts', 'channels'])).toMatchObject({
      channels: expect.arrayContaining([expect.objectContaining({ name: 'moved', kinds: null, leastSeverity: 'error', givenUp: 0 })]),
    });
    expectError(await here.run(['alerts', 'change', 'moved']), 'TDM_USAGE', 2);
    const bad = await here.run(['alerts', 'change', 'moved', '--to', 'ops@example.org']);
    expect(expectError(bad, 'TDM_CHANNEL_INVALID', 2)).toContain('--to means nothing to a channel of the kind webhook');

    server.answer = status(404, 'gone');
    expectError(await here.run(['alerts', 'test', 'moved'], { HOOK_KEY: 'swordfish-swordfish' }), 'TDM_ALERT_UNDELIVERED', 3);
    const [{ id }] = (await here.json(['alerts', 'deliveries', '--channel', 'moved'])).deliveries;
    expect((await here.run(['alerts', 'resend', 'moved'])).stdout).toBe(
      'Nothing was given up, and nothing waits for another attempt: moved was told everything.\n',
    );
    expect((await here.run(['alerts', 'resend', '--delivery', id])).stdout).toBe(`message ${id} is on its way again\n`);
    expectError(await here.run(['alerts', 'resend', '--delivery', id]), 'TDM_DELIVERY_UNKNOWN', 2);
    expectError(await here.run(['alerts', 'resend']), 'TDM_USAGE', 2);
    expectError(await here.run(['alerts', 'resend', 'moved', '--delivery', '1']), 'TDM_USAGE', 2);
    expect((await here.json(['alerts', 'resend', 'moved'])).again).toBe(0);
  });

  test('given a secret instead of its name refuses it and does not repeat it', async () => {
    const end = await here.run(['alerts', 'add', 'bad', 'slack', '--secret-from', 'https://hooks.slack.com/services/swordfish']);
    expect(expectError(end, 'TDM_CHANNEL_INVALID', 2)).not.toContain('swordfish');
  });
});
