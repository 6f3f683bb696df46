import { describe, expect, test } from 'vitest';
import { addSilence, endSilence, listDeliveries, listEvents, listSilences, recordEvent, removeChannel } from '../../src/notify/index.ts';
import { alertWorlds, hour, statesOf } from './world.ts';

const alertWorld = await alertWorlds();
const hook = { kind: 'webhook', settings: { url: 'https://hooks.example.org/alerts', secretFrom: 'KEY' } };

describe('an event', () => {
  test('is written once by its key, also when two transactions write it at once', async () => {
    const world = await alertWorld();
    await world.channel({ name: 'hook', ...hook });
    const ends = await Promise.all(Array.from({ length: 4 }, () => world.record({ key: 'run-failed:7' })));
    expect(ends.filter(({ id }) => id !== null)).toHaveLength(1);
    expect(await world.record({ key: 'run-failed:7', title: 'another title' })).toEqual({ id: null, waiting: 0 });
    expect(await statesOf(world)).toEqual(['waiting']);
  });

  test('holds only when the transaction of its cause does', async () => {
    const world = await alertWorld();
    await world.channel({ name: 'hook', ...hook });
    const undone = world.store.transaction(async (sql) => {
      await recordEvent(sql, { workspaceId: 'main', key: 'run-failed:1', kind: 'run-failed', title: 'Run 1 failed', at: world.time });
      throw new Error('the cause did not come about');
    });
    await expect(undone).rejects.toThrow('did not come about');
    expect(await listEvents(world.store, { workspaceId: 'main' })).toEqual([]);
    expect(await statesOf(world)).toEqual([]);
    expect(await world.record({ key: 'run-failed:1' })).toMatchObject({ waiting: 1 });
  });

  test('goes to the channels that want its kind, pipeline and severity; a test to none by itself', async () => {
    const world = await alertWorld();
    await world.channel({ name: 'bad-news', ...hook });
    await world.channel({ name: 'all-news', ...hook, leastSeverity: 'info' });
    await world.channel({ name: 'successes', ...hook, kinds: ['run-succeeded'] });
    await world.channel({ name: 'prices', ...hook, pipelines: ['prices-hourly'] });
    const told = async (event: Parameters<typeof world.record>[0]) => {
      await world.record(event);
      const [newest] = await listEvents(world.store, { workspaceId: 'main' });
      return newest!.told.map(({ channel }) => channel);
    };
    expect(await told({ kind: 'run-failed' })).toEqual(['all-news', 'bad-news']);
    expect(await told({ kind: 'run-succeeded' })).toEqual(['all-news', 'successes']);
    expect(await told({ kind: 'run-late', pipeline: 'prices-hourly' })).toEqual(['all-news', 'bad-news', 'prices']);
    expect(await told({ kind: 'challenge', pipeline: null })).toEqual(['all-news', 'bad-news']);
    expect(await told({ kind: 'test' })).toEqual([]);
  });

  test('does not break the transaction of its cause, whatever its words are, and shows no password that stands in them', async () => {
    const world = await alertWorld();
    const words = `a\0b ${'\ud800'} postgres://me:swordfish@db/x ${'😀'.repeat(3000)}`;
    const data = { said: words, [`k\0`]: ['?token=swordfish', { deep: words }, 1, null, true] };
    await world.record({ title: words, cause: { message: words }, step: words, link: '//evil.example', data });
    const [event] = await listEvents(world.store, { workspaceId: 'main' });
    expect(event).toMatchObject({ link: null, data: { k·: ['?token=***', {}, 1, null, true] } });
    expect(event!.title).toMatch(/^a·b � postgres:\/\/me:\*\*\*@db\/x 😀+…$/u);
    expect(event!.title.length).toBeLessThanOrEqual(300);
    expect(await world.everything()).not.toContain('swordfish');
  });
});

describe('a silence', () => {
  test('is written down with what it keeps back, which is not told when it ends', async () => {
    const world = await alertWorld();
    const { id: channelId } = await world.channel({ name: 'hook', ...hook });
    await world.channel({ name: 'other', ...hook });
    const silence = { workspaceId: 'main', channelId, kind: 'run-failed' as const, pipeline: 'creators-daily', until: world.time + hour };
    const { id } = await addSilence(world.store, { ...silence, reason: 'the provider is mended' });
    expect(await world.record()).toMatchObject({ waiting: 1 });
    expect(await world.record({ kind: 'run-late' })).toMatchObject({ waiting: 2 });
    expect(await world.record({ pipeline: 'webtoons-daily' })).toMatchObject({ waiting: 2 });
    expect(await listSilences(world.store, 'main', world.time)).toMatchObject([
      { channel: 'hook', kept: 1, reason: 'the provider is mended' },
    ]);
    expect(await listDeliveries(world.store, { workspaceId: 'main', state: 'silenced' })).toMatchObject([
      { channel: 'hook', attempts: 0, nextAt: null },
    ]);

    await endSilence(world.store, 'main', id);
    expect(await world.record()).toMatchObject({ waiting: 2 });
    expect((await statesOf(world)).filter((state) => state === 'silenced')).toHaveLength(1);
    await expect(endSilence(world.store, 'main', id)).rejects.toMatchObject({ code: 'TDM_SILENCE_UNKNOWN' });
    await expect(endSilence(world.store, 'main', 'x')).rejects.toMatchObject({ code: 'TDM_SILENCE_UNKNOWN' });
  });

  test('ends by itself', async () => {
    const world = await alertWorld();
    await world.channel({ name: 'hook', ...hook });
    await addSilence(world.store, { workspaceId: 'main', until: world.time + hour });
    expect(await world.record()).toMatchObject({ waiting: 0 });
    world.time += hour;
    expect(await world.record()).toMatchObject({ waiting: 1 });
    expect(await listSilences(world.store, 'main', world.time)).toEqual([]);
  });
});

describe('a channel', () => {
  test.each([
    ['of no known kind', { kind: 'pigeon', settings: {} }, 'its kind is one of'],
    ['without a usable name', { name: 'a b', ...hook }, 'name it with letters'],
    [
      'with a secret for a name',
      { kind: 'slack', settings: { secretFrom: 'https://hooks.slack.com/services/T0/B0/swordfish' } },
      '--secret-from: give the name',
    ],
    ["with a variable of Tidemark's own", { kind: 'slack', settings: { secretFrom: 'DATABASE_URL' } }, 'belongs to Tidemark'],
    ['without its secret', { kind: 'webhook', settings: { url: 'https://hooks.example.org' } }, '--secret-from is missing'],
    ['without an address', { kind: 'webhook', settings: { secretFrom: 'KEY' } }, 'either --url or --url-from'],
    [
      'with two addresses',
      { kind: 'webhook', settings: { secretFrom: 'KEY', url: 'https://a.example', urlFrom: 'URL' } },
      'either --url or --url-from',
    ],
    [
      'with a login in its address',
      { kind: 'webhook', settings: { secretFrom: 'KEY', url: 'https://me:swordfish@a.example' } },
      'a login in it',
    ],
    [
      'with a query in its address',
      { kind: 'webhook', settings: { secretFrom: 'KEY', url: 'https://a.example/?k=swordfish' } },
      '--url-from',
    ],
    [
      "with Slack's address in the open",
      { kind: 'webhook', settings: { secretFrom: 'KEY', url: 'https://hooks.slack.com/services/swordfish' } },
      'kind slack',
    ],
    ['with no address at all', { kind: 'webhook', settings: { secretFrom: 'KEY', url: 'swordfish' } }, 'begins with https://'],
    [
      'with settings of another kind',
      { kind: 'slack', settings: { secretFrom: 'KEY', to: ['a@b'] } },
      '--to means nothing to a channel of the kind slack',
    ],
    [
      'with a recipient that brings headers',
      { kind: 'email', settings: { secretFrom: 'KEY', from: 'a@b', to: ['a@b\r\nBcc: c@d'] } },
      '--to: give an address',
    ],
    ['without recipients', { kind: 'email', settings: { secretFrom: 'KEY', from: 'a@b', to: [] } }, '--to: give at least one'],
    ['that wants what does not exist', { ...hook, kinds: ['run-exploded'] }, 'the kinds of events are'],
    ['of no known severity', { ...hook, leastSeverity: 'fatal' }, 'the severities are'],
    ['that groups over a month', { ...hook, groupMs: 30 * 24 * hour }, 'a day at most'],
  ])('%s is refused in words that repeat no secret', async (_, channel, words) => {
    const world = await alertWorld();
    const error = await world.channel({ name: 'ops', ...channel }).catch((thrown: Error & { code: string }) => thrown);
    expect(error).toMatchObject({ code: 'TDM_CHANNEL_INVALID' });
    expect((error as Error).message).toContain(words);
    expect(JSON.stringify(error) + (error as Error).message).not.toContain('swordfish');
  });

  test('is refused when its name is taken, and the name is free again when it was removed; what waited for it is given up', async () => {
    const world = await alertWorld();
    await world.channel({ name: 'ops', ...hook });
    await expect(world.channel({ name: 'ops', ...hook })).rejects.toThrow('there is a channel of this name already');
    await world.record();
    expect(await removeChannel(world.store, 'main', 'ops')).toEqual({ givenUp: 1 });
    expect(await listDeliveries(world.store, { workspaceId: 'main' })).toMatchObject([
      { state: 'given-up', lastError: 'the channel was removed' },
    ]);
    await world.channel({ name: 'ops', ...hook });
    expect(await world.record()).toMatchObject({ waiting: 1 });
    await expect(removeChannel(world.store, 'main', 'none')).rejects.toMatchObject({ code: 'TDM_CHANNEL_UNKNOWN' });
  });
});
