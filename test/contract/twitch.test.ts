import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Exchange, Parsed } from '../../src/domain/index.ts';
import { twitch } from '../../src/sources/twitch/index.ts';
import { exchangeWith } from '../support/exchange.ts';

/** The recorded exchanges lie beside the repository, never in it. */
const corpus = join(resolve(process.env['TIDEMARK_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus')), 'twitch');
const missing = !existsSync(corpus);
if (missing) console.warn('skipped: no corpus');

/** Foreign JSON, as JSON.parse types it: tests look into it freely. */
type Payload = ReturnType<typeof JSON.parse>;

interface Recorded {
  readonly file: string;
  readonly exchange: Exchange;
  readonly body: Payload;
}

/** What a file holds: exchanges taken from cassettes, or one example of the specification, which has no address. */
const recordedIn = (folder: string): Recorded[] =>
  readdirSync(join(corpus, folder)).flatMap((file) => {
    const content: Payload = JSON.parse(readFileSync(join(corpus, folder, file), 'utf8'));
    if (!Array.isArray(content)) return [{ file, body: content, exchange: exchangeWith({ body: JSON.stringify(content) }) }];
    return content.map(({ request, response: { status, headers, body } }: Payload) => ({
      file,
      body,
      exchange: exchangeWith({ url: request.uri, status, headers, body: JSON.stringify(body), outcome: status === 200 ? 'ok' : 'refused' }),
    }));
  });

const isValidation = ({ exchange }: Recorded): boolean => exchange.request.url.startsWith('https://id.twitch.tv/oauth2/validate');
const answersIn = (folder: string): Recorded[] => recordedIn(folder).filter((each) => !isValidation(each) && each.exchange.status === 200);

const endpointNamed = (name: string) => {
  const [stream, endpoint] = name.split(':');
  return twitch.streams.find((each) => each.name === stream)!.endpoints.find((each) => each.name === endpoint)!;
};

/** The endpoint that reads each folder; null: a thing of which we keep no record. */
const readers: Readonly<Record<string, string | null>> = {
  users: 'profile:users',
  channels: 'profile:channels',
  channels_followers: 'profile:followers',
  videos: 'videos:list',
  clips: 'videos:clips',
  streams: 'streams:live',
  search_channels: 'streams:search',
  games: null,
  games_top: null,
  users_follows_removed: null,
};
const read = Object.entries(readers).flatMap(([folder, endpoint]) => (endpoint === null ? [] : [{ folder, endpoint }]));
const parsedIn = (folder: string): { parsed: Parsed; body: Payload; exchange: Exchange }[] =>
  answersIn(folder).map(({ exchange, body }) => ({ parsed: endpointNamed(readers[folder]!).parse(exchange), body, exchange }));

describe.skipIf(missing)(`recorded exchanges of Twitch${missing ? ' (skipped: no corpus)' : ''}`, () => {
  test('every folder has its place here, and every endpoint marked as recorded was really answered once', () => {
    expect(readdirSync(corpus).toSorted()).toEqual([...Object.keys(readers), 'spec'].toSorted());
    const answered = read
      .filter(({ folder }) => answersIn(folder).some(({ exchange }) => exchange.request.url !== ''))
      .map(({ endpoint }) => endpoint);
    const recorded = twitch.streams.flatMap(({ name, endpoints }) =>
      endpoints.filter(({ evidence }) => evidence === 'recorded').map((endpoint) => `${name}:${endpoint.name}`),
    );
    // `resolve` is the address of `users`, asked about one name.
    expect(recorded.filter((name) => name !== 'videos:resolve').toSorted()).toEqual(answered.toSorted());
  });

  test.each(read.filter(({ folder }) => folder !== 'channels_followers'))(
    'each row of $folder becomes one record, with nothing for the quarantine',
    ({ folder }) => {
      expect(parsedIn(folder).length).toBeGreaterThan(0);
      for (const { parsed, body } of parsedIn(folder)) {
        expect(parsed.outcome).toBe('ok');
        expect(parsed.quarantined).toEqual([]);
        const ids = (body.data as Payload[]).map((row) =>
          row.broadcaster_id && folder === 'channels' ? row.broadcaster_id : folder === 'streams' ? row.user_id : row.id,
        );
        expect(parsed.records.map(({ id }) => id)).toEqual(ids);
      }
    },
  );

  test('users: who it is, without the number of views that was retired, and without the address', () => {
    for (const { parsed, body } of parsedIn('users'))
      for (const [at, record] of parsed.records.entries()) {
        const row = body.data[at];
        expect(record).toMatchObject({
          kind: 'channel',
          name: `@${row.login}`,
          fields: { login: row.login, title: row.display_name, verified: true },
        });
        expect(record.counts['views']?.value ?? null).toBe(row.view_count === 0 ? null : row.view_count);
        expect(record.fields['createdAt']).toBe(new Date(row.created_at).toISOString());
        expect(Object.values(record.fields)).not.toContain(row.email ?? 'no address');
        expect(parsed.missing).toBeUndefined();
      }
  });

  test('channels: language, title and category as set; tags only where the answer had them', () => {
    for (const { parsed, body } of parsedIn('channels'))
      for (const [at, { fields, counts }] of parsed.records.entries()) {
        const row = body.data[at];
        expect(fields).toMatchObject({ language: row.broadcaster_language, streamTitle: row.title, streamCategory: row.game_name });
        expect('tags' in fields).toBe('tags' in row);
        expect(counts).toEqual({});
      }
  });

  test('followers: the documented total belongs to the channel of the address; without an address to nobody', () => {
    const [{ exchange, body }] = answersIn('channels_followers') as [Recorded];
    const endpoint = endpointNamed('profile:followers');
    const url = 'https://api.twitch.tv/helix/channels/followers?broadcaster_id=42';
    const { records } = endpoint.parse({ ...exchange, request: { method: 'GET', url } });
    expect(records).toEqual([
      { kind: 'channel', platform: 'twitch', id: '42', fields: {}, counts: { followers: { value: body.total, precision: 'exact' } } },
    ]);
    expect(endpoint.parse(exchange)).toMatchObject({ outcome: 'changed-shape', records: [] });
  });

  test('videos: a page of twenty with views, durations in seconds and where to go on; highlights have no stream', () => {
    for (const { parsed, body, exchange } of parsedIn('videos')) {
      for (const [at, { parentId, fields, counts }] of parsed.records.entries()) {
        const row = body.data[at];
        expect(parentId).toBe(row.user_id);
        expect(counts).toEqual({ views: { value: row.view_count, precision: 'exact' } });
        const [seconds = 0, minutes = 0, hours = 0] = (row.duration.match(/\d+/g) as string[]).toReversed().map(Number);
        expect(fields['durationSeconds']).toBe(hours * 3600 + minutes * 60 + seconds);
        expect(fields['type']).toBe(row.type === 'archive' ? 'live-archive' : row.type === 'upload' ? 'video' : row.type);
        expect('streamId' in fields).toBe(row.type === 'archive');
        expect(fields['imageUrl'] ?? '').not.toContain('{');
      }
      const { cursor } = body.pagination;
      expect(parsed.next).toEqual(
        cursor === undefined ? null : { user: new URL(exchange.request.url).searchParams.get('user_id'), after: cursor },
      );
    }
  });

  test('clips: posts of their own type under the channel, without whoever cut them', () => {
    for (const { parsed, body } of parsedIn('clips'))
      for (const [at, record] of parsed.records.entries()) {
        const row = body.data[at];
        expect(record).toMatchObject({
          kind: 'post',
          parentId: row.broadcaster_id,
          fields: { type: 'clip' },
          counts: { views: { value: row.view_count } },
        });
        expect(JSON.stringify(record)).not.toContain(row.creator_name);
      }
  });

  test('streams: all of them on the air with their viewers; nobody else is said to be off', () => {
    for (const { parsed, body } of parsedIn('streams'))
      for (const [at, { fields, counts, name }] of parsed.records.entries()) {
        const row = body.data[at];
        expect(name).toBe(`@${row.user_login}`);
        expect(fields).toMatchObject({ live: true, liveTitle: row.title.trim(), liveCategory: row.game_name });
        expect(counts).toEqual({ viewers: { value: row.viewer_count, precision: 'exact' } });
      }
  });

  test('search: channels on and off the air', () => {
    for (const { parsed, body } of parsedIn('search_channels'))
      for (const [at, { fields }] of parsed.records.entries()) {
        expect(fields).toMatchObject({ login: body.data[at].broadcaster_login, live: body.data[at].is_live });
        expect('liveStartedAt' in fields).toBe(body.data[at].is_live);
      }
  });

  test.each(['games', 'games_top'])('%s: categories are no channels and no videos, and are taken for neither', (folder) => {
    for (const { exchange } of answersIn(folder))
      for (const name of ['profile:channels', 'videos:list', 'streams:live']) {
        const parsed = endpointNamed(name).parse(exchange);
        expect(parsed, name).toMatchObject({ outcome: 'changed-shape', records: [] });
        expect(parsed.quarantined.length).toBeGreaterThan(0);
      }
  });

  test('users/follows, which was removed: its total is not taken for the followers of anybody, and nobody in it is quoted', () => {
    for (const { exchange, body } of answersIn('users_follows_removed')) {
      const parsed = endpointNamed('profile:followers').parse(exchange);
      expect(parsed).toMatchObject({ outcome: 'changed-shape', records: [] });
      expect(JSON.stringify(parsed)).not.toContain(body.data[0].to_login);
    }
  });

  test('every refusal has its name and the words of Twitch: a token or an application is the operator’s to mend, a question ours', () => {
    const refusals = Object.keys(readers)
      .flatMap(recordedIn)
      .filter(({ exchange }) => exchange.status >= 400);
    expect(refusals.length).toBeGreaterThan(8);
    for (const { exchange, body } of refusals) {
      const parsed = endpointNamed('profile:users').parse(exchange);
      expect(parsed.outcome).toBe({ 400: 'refused', 401: 'credential-expired' }[exchange.status as 400 | 401]);
      expect(parsed.note).toBe(`Twitch says ${exchange.status}: ${body.message}`);
      // Answers that refuse say nothing of the quota.
      expect(endpointNamed('profile:users').quota!(exchange.headers)).toBeNull();
    }
  });

  test('what the address of tokens says of a token is no list of users', () => {
    const validations = Object.keys(readers)
      .flatMap(recordedIn)
      .filter((each) => isValidation(each) && each.exchange.status === 200);
    expect(validations.length).toBeGreaterThan(3);
    for (const { exchange } of validations)
      expect(endpointNamed('profile:users').parse(exchange)).toMatchObject({ outcome: 'changed-shape', records: [] });
  });

  test('each good answer says that one of 800 points is gone, and that the bucket is full again within two seconds', () => {
    const told = Object.keys(readers)
      .flatMap(answersIn)
      .filter(({ exchange }) => exchange.request.url !== '');
    expect(told.length).toBeGreaterThan(8);
    for (const { exchange } of told) {
      const notice = endpointNamed('profile:users').quota!(exchange.headers)!;
      expect(notice).toMatchObject({ limit: 800, remaining: 799 });
      expect(Math.abs(notice.resetAt - Date.parse(exchange.headers['date']!))).toBeLessThanOrEqual(2000);
    }
  });
});
