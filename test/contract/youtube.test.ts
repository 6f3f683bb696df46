import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Count, Parsed } from '../../src/domain/index.ts';
import type { Endpoint } from '../../src/sources/index.ts';
import { youtube } from '../../src/sources/youtube/index.ts';
import { channels } from '../../src/sources/youtube/profile/channels.ts';
import { details } from '../../src/sources/youtube/videos/details.ts';
import { uploads } from '../../src/sources/youtube/videos/uploads.ts';
import { exchangeWith } from '../support/exchange.ts';

/** The recorded payloads lie beside the repository, never in it. */
const corpus = resolve(process.env['TIDEMARK_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus'), 'youtube');
const missing = !existsSync(corpus);
if (missing) console.warn('skipped: no corpus');

interface WireItem {
  readonly id: string;
  readonly snippet?: { readonly title: string; readonly customUrl?: string; readonly resourceId?: { readonly videoId: string } };
  readonly statistics?: Readonly<Record<string, string | boolean>>;
  readonly contentDetails?: { readonly duration?: string; readonly relatedPlaylists?: { readonly uploads: string } };
}
interface WireAnswer {
  readonly kind?: string;
  readonly items?: readonly WireItem[];
  readonly nextPageToken?: string;
  readonly error?: object;
}

const filesIn = (folder: string): string[] => (missing ? [] : readdirSync(join(corpus, folder)).sort());
const read = (folder: string, file: string): unknown => JSON.parse(readFileSync(join(corpus, folder, file), 'utf8'));
const parse = (endpoint: Endpoint, payload: unknown, url = '', status = 200): Parsed =>
  endpoint.parse(exchangeWith({ url, status, body: JSON.stringify(payload), outcome: status === 200 ? 'ok' : 'refused' }));

const endpointOfKind: Readonly<Record<string, Endpoint>> = {
  'youtube#channelListResponse': channels,
  'youtube#playlistItemListResponse': uploads,
  'youtube#videoListResponse': details,
};
const endpointOfFolder: Readonly<Record<string, Endpoint>> = {
  channels_list: channels,
  playlist_items_list: uploads,
  videos_list: details,
  search_list: uploads,
};

/** A number with only the digits that were meant, as the text on the wire says it. */
const valueOf = (count: Count | null | undefined): number | null => count?.value ?? null;
const numberOf = (text: string | boolean | undefined): number | null => (typeof text === 'string' ? Number(text) : null);

/** What must come out of a list, by what stands in it: every item once, under its own id, and nothing made up. */
const expectList = (parsed: Parsed, { items = [], nextPageToken }: WireAnswer, endpoint: Endpoint): void => {
  expect(parsed.quarantined).toEqual([]);
  expect(parsed.outcome).toBe(items.length === 0 ? 'empty' : 'ok');
  expect(parsed.records.map(({ id }) => id)).toEqual(items.map(({ id, snippet }) => snippet?.resourceId?.videoId ?? id));
  expect(parsed.next).toBe(endpoint === uploads ? (nextPageToken ?? null) : null);
  for (const [at, { fields, counts, name }] of parsed.records.entries()) {
    const { snippet, statistics, contentDetails } = items[at]!;
    if (snippet) expect(fields['title']).toBe(snippet.title);
    if (endpoint === channels) {
      const handle = snippet?.customUrl?.startsWith('@') ? snippet.customUrl.toLowerCase() : undefined;
      expect(name).toBe(handle);
      expect(fields['uploads']).toBe(contentDetails?.relatedPlaylists?.uploads);
    }
    if (endpoint === details && contentDetails?.duration) expect(fields['durationSeconds']).toBeGreaterThan(0);
    if (!statistics) {
      expect(counts).toEqual({});
      continue;
    }
    expect(valueOf(counts['views'])).toBe(numberOf(statistics['viewCount']));
    if (endpoint === channels) {
      const subscribers = statistics['hiddenSubscriberCount'] === false ? numberOf(statistics['subscriberCount']) : null;
      expect(valueOf(counts['followers'])).toBe(subscribers);
      expect(valueOf(counts['posts'])).toBe(numberOf(statistics['videoCount']));
    } else {
      expect(valueOf(counts['likes'])).toBe(numberOf(statistics['likeCount']));
      expect(valueOf(counts['comments'])).toBe(numberOf(statistics['commentCount']));
    }
  }
};

const lists = ['channels_list', 'playlist_items_list', 'videos_list', 'search_list'].flatMap((folder) =>
  filesIn(folder).map((file) => ({ folder, file })),
);

describe.skipIf(missing)(`recorded payloads of YouTube${missing ? ' (skipped: no corpus)' : ''}`, () => {
  test('every folder of the corpus is read here, and every endpoint marked as recorded has payloads', () => {
    expect(readdirSync(corpus).sort()).toEqual([...Object.keys(endpointOfFolder), 'errors', 'vcr_exchanges'].sort());
    const recorded = youtube.streams.flatMap((stream) => stream.endpoints.filter(({ evidence }) => evidence === 'recorded'));
    expect(new Set(recorded)).toEqual(new Set([channels, uploads, details]));
    for (const endpoint of recorded)
      expect(lists.some(({ folder, file }) => endpointOfKind[(read(folder, file) as WireAnswer).kind ?? ''] === endpoint)).toBe(true);
  });

  test.each(lists)('$folder/$file gives a record for each of its items, or is named as a list of something else', ({ folder, file }) => {
    const payload = read(folder, file) as WireAnswer;
    const endpoint = endpointOfFolder[folder]!;
    const parsed = parse(endpoint, payload);
    if (endpointOfKind[payload.kind!] === endpoint) {
      expect(payload.items!.length).toBeGreaterThan(0);
      expectList(parsed, payload, endpoint);
    } else {
      // Sections, comments and searches lie in these folders, too; none is what these endpoints ask for.
      expect(payload.kind).toMatch(/^youtube#(?:channelSection|commentThread|search|activity|playlist|subscription|comment)/);
      expect(parsed).toMatchObject({ outcome: 'changed-shape', records: [], quarantined: [{ path: 'kind', value: payload.kind }] });
    }
  });

  test('the pages of one playlist follow one another, without a video twice', () => {
    const pages = ['playlist_items_paged_1.json', 'playlist_items_paged_2.json'].map((file) => read('playlist_items_list', file));
    const [first, last] = pages.map((page) => parse(uploads, page)) as [Parsed, Parsed];
    expect([typeof first.next, last.next]).toEqual(['string', null]);
    const ids = [...first.records, ...last.records].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength((pages[0] as { pageInfo: { totalResults: number } }).pageInfo.totalResults);
  });

  test('subscribers of newer answers are known to three digits, those of older ones exactly', () => {
    const precisions = lists.flatMap(({ folder, file }) =>
      folder === 'channels_list' ? parse(channels, read(folder, file)).records.flatMap(({ counts }) => counts['followers'] ?? []) : [],
    );
    expect(new Set(precisions.map(({ precision }) => precision))).toEqual(new Set(['rounded', 'exact']));
    for (const count of precisions) if (count.precision === 'rounded') expect(count.digits).toBe(3);
  });

  test('the uploads that channels name are those that their ids tell', () => {
    expect.hasAssertions();
    for (const { folder, file } of lists)
      if (folder === 'channels_list')
        for (const { id, fields } of parse(channels, read(folder, file)).records)
          if (fields['uploads'] !== undefined) expect(fields['uploads']).toBe(`UU${id.slice(2)}`);
  });

  test.each(filesIn('errors'))('the error %s means that the key is no good, with its status and without', (file) => {
    const payload = read('errors', file) as { error: { code: number } };
    for (const endpoint of [channels, uploads, details]) {
      expect(endpoint.refusal!(payload.error.code, JSON.stringify(payload))).toBe('credential-expired');
      for (const status of [payload.error.code, 200]) {
        const parsed = parse(endpoint, payload, '', status);
        expect(parsed).toMatchObject({ outcome: 'credential-expired', records: [], quarantined: [] });
        expect(parsed.note).toMatch(/^YouTube says \w+/);
      }
    }
  });

  const exchanges = filesIn('vcr_exchanges').flatMap((file) =>
    (
      read('vcr_exchanges', file) as {
        request: { uri: string };
        response: { status: number; body: WireAnswer };
      }[]
    ).map(({ request, response }, at) => ({ title: `${file} ${at}`, url: request.uri, ...response })),
  );

  test.each(exchanges)('the exchange $title gives its records, and calls missing whom it was asked for and left out', (exchange) => {
    const { url, status, body } = exchange;
    const { pathname, searchParams } = new URL(url);
    const kind = { channels: 'channel', videos: 'video', search: 'search' }[pathname.split('/').at(-1)!];
    expect(body.kind).toBe(`youtube#${kind}ListResponse`);
    const endpoint = endpointOfKind[body.kind!];
    if (!endpoint) {
      // A search costs a hundred units, and nobody asks for one here.
      for (const each of [channels, uploads, details]) expect(parse(each, body, url, status).outcome).toBe('changed-shape');
      return;
    }
    const parsed = parse(endpoint, body, url, status);
    expectList(parsed, body, endpoint);
    const got = new Set((body.items ?? []).map(({ id }) => id));
    const left = searchParams
      .get('id')!
      .split(',')
      .filter((id) => !got.has(id));
    expect(parsed.missing ?? []).toEqual(left);
  });

  test('of the exchanges some leave out everybody, some only one, and some nobody', () => {
    const sizes = exchanges.flatMap(({ url, body }) => {
      const asked = new URL(url).searchParams.get('id')?.split(',').length;
      return asked === undefined ? [] : [[body.items!.length, asked] as const];
    });
    expect(sizes.some(([got]) => got === 0)).toBe(true);
    expect(sizes.some(([got, asked]) => got > 0 && got < asked)).toBe(true);
    expect(sizes.some(([got, asked]) => got === 50 && asked === 50)).toBe(true);
  });
});
