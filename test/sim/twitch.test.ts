import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSimulator } from '../../src/sim/index.ts';
import type { Simulator, SimulatorOptions, TwitchPart } from '../../src/sim/index.ts';
import { application } from '../../src/sim/twitch/index.ts';
import { tokenOf, values } from '../support/twitch-ask.ts';
import { ask } from './helpers.ts';
import type { Payload } from './helpers.ts';

const helix = '/api.twitch.tv/helix';
const small: SimulatorOptions = { twitchChannels: 24, seed: 7, twitchPointsPerMinute: 100_000 };

/** One question to Helix with a token of its own. */
const asker = async (world: Simulator) => {
  const headers = { 'client-id': application.id, authorization: `Bearer ${await tokenOf(world)}` };
  return async (path: string, other: Record<string, string> = {}) => {
    const { status, text, headers: answered } = await ask(world, `${helix}${path}`, { headers: { ...headers, ...other } });
    return { status, headers: answered, body: JSON.parse(text) as Payload };
  };
};

const corpus = join(resolve(process.env['TIDEMARK_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus')), 'twitch');
const spec = (): Payload => JSON.parse(readFileSync(join(corpus, 'spec/helix_openapi.json'), 'utf8'));

const addresses = (world: Simulator): string[] => {
  const id = world.twitch.idOf('prolific');
  return [
    `/users?id=${id}&login=${world.twitch.world().channels[1]!.login}`,
    `/channels?broadcaster_id=${id}`,
    `/channels/followers?broadcaster_id=${id}`,
    `/videos?user_id=${id}&first=100`,
    `/streams?user_id=${world.twitch.idOf('always-live')}`,
  ];
};

describe('the simulated Twitch', () => {
  test('the same seed gives the same answers, and another day others', async () => {
    await using one = await createSimulator(small);
    await using other = await createSimulator(small);
    const answers = async (world: Simulator) => {
      const say = await asker(world);
      return Promise.all(addresses(world).map(async (address) => (await say(address)).body));
    };
    const first = await answers(one);
    expect(await answers(other)).toEqual(first);
    one.clock.advance(9);
    expect(await answers(one)).not.toEqual(first);
    one.clock.advance(-9);
    expect(await answers(one)).toEqual(first);
    expect(first.every(({ data, total }) => data.length > 0 || total > 0)).toBe(true);
  });

  test('credentials that do not hold are refused in the words that were recorded, without a word of the quota', async () => {
    await using world = await createSimulator(small);
    const say = await asker(world);
    const without = await ask(world, `${helix}/users?id=1`);
    expect([without.status, JSON.parse(without.text)]).toEqual([
      401,
      { error: 'Unauthorized', status: 401, message: 'OAuth token is missing' },
    ]);
    for (const [headers, message] of [
      [{ 'client-id': '' }, 'Client ID is missing'],
      [{ authorization: 'Bearer invented' }, 'Invalid OAuth token'],
      [{ 'client-id': 'somebody-else' }, 'Client ID and OAuth token do not match'],
    ] as const) {
      const refused = await say('/users?id=1', headers);
      expect(refused).toMatchObject({ status: 401, body: { error: 'Unauthorized', status: 401, message } });
      expect(refused.headers['ratelimit-limit']).toBeUndefined();
    }
    world.twitch.tokens.revoke();
    expect((await say('/users?id=1')).status).toBe(401);
    for (const wrong of ['TWITCH_CLIENT_ID', 'TWITCH_CLIENT_SECRET']) expect(await tokenOf(world, { ...values, [wrong]: 'no' })).toBeNull();
  });

  test('a token ends when it said it would', async () => {
    await using world = await createSimulator({ ...small, twitchTokenSeconds: 1 });
    const say = await asker(world);
    expect((await say('/users?id=1')).status).toBe(200);
    const until = Date.now() + 5000;
    while ((await say('/users?id=1')).status === 200) if (Date.now() > until) expect.fail('the token goes on');
    expect((await say('/users?id=1')).body.message).toBe('Invalid OAuth token');
  });

  test('questions it cannot answer are 400 with the reason', async () => {
    await using world = await createSimulator(small);
    const say = await asker(world);
    const many = (name: string, count: number): string => Array.from({ length: count }, (_, at) => `${name}=${at + 1}`).join('&');
    for (const [path, message] of [
      ['/users', 'Must provide'],
      [`/users?${many('id', 60)}&${many('login', 41)}`, 'must not exceed 100'],
      ['/users?login=no%20name&id=1', 'Invalid login names, emails or IDs in request'],
      ['/channels', 'Missing required parameter "broadcaster_id"'],
      ['/channels/followers', 'Missing required parameter "broadcaster_id"'],
      ['/videos', 'Must provide one of'],
      ['/videos?user_id=1&first=101', '"first" was malformed'],
      ['/videos?user_id=1&after=nonsense', 'Invalid cursor'],
    ] as const) {
      const { status, body } = await say(path);
      expect([status, body.error], path).toEqual([400, 'Bad Request']);
      expect(body.message).toContain(message);
    }
  });

  test('points run out, come back evenly, and are told with every good answer and every 429', async () => {
    await using world = await createSimulator({ ...small, twitchPointsPerMinute: 600 });
    const say = await asker(world);
    const first = await say('/users?id=1');
    expect(first.headers).toMatchObject({ 'ratelimit-limit': '600', 'ratelimit-remaining': '599' });
    const begun = Date.now();
    let answered = 1;
    let last = first;
    while (last.status === 200 && answered < 900) {
      last = await say('/users?id=1');
      if (last.status === 200) answered++;
    }
    expect(last).toMatchObject({ status: 429, body: { error: 'Too Many Requests', status: 429 }, headers: { 'ratelimit-remaining': '0' } });
    const spentMs = Date.now() - begun;
    expect(answered).toBeLessThanOrEqual(600 + Math.ceil(spentMs / 100) + 1);
    expect(Number(last.headers['ratelimit-reset']) * 1000 - Date.now()).toBeGreaterThan(55_000);
    const until = Date.now() + 5000;
    while ((await say('/users?id=1')).status === 429) if (Date.now() > until) expect.fail('no point comes back');
  });

  test('each part is played: growth, renaming, bans, deletion and purchase are true on their days and told by answers', async () => {
    await using world = await createSimulator(small);
    const truth = (part: TwitchPart, after: number) => world.twitch.channelTruth(part, world.clock.today() + after)!;
    const gain = (part: TwitchPart, after: number) => truth(part, after).followersThatDay;
    expect(gain('rising', 60)).toBeGreaterThan(gain('rising', 0));
    expect(gain('falling', 0)).toBeLessThan(0);
    expect(gain('dormant', 5)).toBe(0);
    expect(gain('spike', 4)).toBeGreaterThan(3 * gain('spike', 1));
    expect(truth('bought', 3).boughtFollowers).toBeGreaterThan(2 * truth('bought', 1).followers);
    expect(truth('bought', 30).boughtFollowers).toBeLessThan(truth('bought', 3).boughtFollowers);
    expect([truth('banned', 2).there, truth('banned', 3).there, truth('banned', 300).there]).toEqual([true, false, false]);
    expect([truth('suspended', 1).there, truth('suspended', 2).there, truth('suspended', 9).there]).toEqual([true, false, true]);
    expect(truth('renamed', 4).login).not.toBe(truth('renamed', 5).login);
    expect(truth('prolific', 0).videos).toBe(250);
    expect(truth('no-videos', 0).videos).toBe(0);
    expect(truth('always-live', 3).live && !truth('never-live', 3).live).toBe(true);
    expect(truth('korean', 0).displayName).toMatch(/[가-힣]/);

    const say = await asker(world);
    const deleted = world.twitch.idOf('deleted-video');
    const newest = (await say(`/videos?user_id=${deleted}`)).body.data[0];
    world.clock.advance(1);
    const shown = (await say(`/videos?user_id=${deleted}&first=100`)).body.data.map(({ id }: Payload) => id);
    expect(shown).not.toContain(newest.id);
    expect(world.twitch.truth(newest.id, world.clock.today())).toMatchObject({ deleted: true, channelId: deleted });
    world.clock.advance(4);
    const { renamed, id } = world.twitch.world().byPart('renamed');
    expect((await say(`/users?id=${id}&login=${world.twitch.world().byPart('renamed').login}`)).body.data).toMatchObject([
      { id, login: renamed!.login },
    ]);
    expect((await say(`/users?id=${world.twitch.idOf('banned')}`)).body.data).toEqual([]);
    expect((await say(`/channels/followers?broadcaster_id=${id}`)).body).toEqual({
      total: truth('renamed', 0).followers,
      data: [],
      pagination: {},
    });
  });

  test('sizes that make no sense are refused at once', async () => {
    for (const option of ['twitchChannels', 'twitchPointsPerMinute', 'twitchTokenSeconds'])
      for (const size of [0, -1, 1.5]) await expect(createSimulator({ [option]: size })).rejects.toThrow(option);
    await using world = await createSimulator({ twitchChannels: 1 });
    expect(() => world.twitch.idOf('banned')).toThrow('nobody plays');
  });

  test.skipIf(!existsSync(corpus))(
    'every field of an answer is one of the specification, of its type, and none that it always has is left out',
    async () => {
      await using world = await createSimulator(small);
      const say = await asker(world);
      const { paths, components } = spec();
      const resolved = (schema: Payload): Payload => (schema.$ref ? components.schemas[schema.$ref.split('/').at(-1)] : schema);
      const fits = (value: Payload, given: Payload, path: string): void => {
        const schema = resolved(given);
        if (value === null) return;
        if (schema.type === 'array') for (const each of value as Payload[]) fits(each, schema.items, `${path}[]`);
        else if (schema.type === 'object')
          for (const [key, each] of Object.entries(value)) {
            expect(Object.keys(schema.properties ?? {}), path).toContain(key);
            fits(each, schema.properties[key], `${path}.${key}`);
          }
        else expect(typeof value, path).toBe(schema.type === 'integer' ? 'number' : schema.type);
      };
      for (const address of addresses(world)) {
        const { body } = await say(address);
        const path = address.split('?')[0]!;
        const schema = resolved(paths[path].get.responses['200'].content['application/json'].schema);
        fits(body, schema, path);
        const row = resolved(resolved(schema.properties.data).items);
        for (const each of body.data)
          expect(Object.keys(each), path).toEqual(expect.arrayContaining((row.required ?? []).filter((key: string) => key !== 'email')));
      }
    },
  );
});
