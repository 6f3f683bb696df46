import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Parsed } from '../../src/domain/index.ts';
import { createHasher, redact } from '../../src/net/index.ts';
import type { Endpoint } from '../../src/sources/index.ts';
import { soop } from '../../src/sources/soop/index.ts';
import { exchangeWith } from '../support/exchange.ts';

/** The recorded payloads lie beside the repository, never in it: what must come of them is computed from them. */
const corpus = resolve(process.env['TIDEMARK_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus'), 'soop');
const missing = !existsSync(corpus);
if (missing) console.warn('skipped: no corpus');

type Payload = ReturnType<typeof JSON.parse>;

/** The endpoints that read each folder: the recorded one, and those of the hosts that answer alike. */
const readers: Readonly<Record<string, readonly string[]>> = {
  station: [
    'profile:station',
    'profile:station-com',
    'profile:station-afreeca',
    'live:station',
    'live:station-com',
    'live:station-afreeca',
  ],
  vods_review: ['videos:review', 'videos:review-com', 'videos:review-afreeca'],
};

const endpointNamed = (name: string): Endpoint => {
  const [stream, endpoint] = name.split(':');
  return soop.streams.find((each) => each.name === stream)!.endpoints.find((each) => each.name === endpoint)!;
};
const bodiesOf = (folder: string): string[] =>
  readdirSync(join(corpus, folder)).map((file) => readFileSync(join(corpus, folder, file), 'utf8'));
/** As collecting does it: private people are hashed before anything is read. */
const readBy = (name: string, body: string, url = ''): Parsed => {
  const endpoint = endpointNamed(name);
  const { privateFields, payload } = endpoint;
  const redacted = redact({ body, payload, privateFields, hasher: createHasher(new Uint8Array(32)) });
  expect(['hashed', 'untouched']).toContain(redacted.state);
  return endpoint.parse(exchangeWith({ body: redacted.body, url }));
};
/** A Korean time without a zone, read in another way than the parser does. */
const utcOf = (korean: string): string => new Date(Date.parse(`${korean.replace(' ', 'T')}Z`) - 9 * 3_600_000).toISOString();

describe.skipIf(missing)(`recorded payloads of SOOP${missing ? ' (skipped: no corpus)' : ''}`, () => {
  test('every folder of the corpus has an endpoint, and exactly the endpoints asked where it was recorded are marked so', () => {
    expect(readdirSync(corpus).toSorted()).toEqual(Object.keys(readers).toSorted());
    const recorded = soop.streams.flatMap(({ name, endpoints }) =>
      endpoints.filter(({ evidence }) => evidence === 'recorded').map((endpoint) => `${name}:${endpoint.name}`),
    );
    expect(recorded.toSorted()).toEqual(['live:station-afreeca', 'profile:station-afreeca', 'videos:review']);
  });

  test.each(readers['station']!.slice(0, 3))('%s reads a station: one streamer, whose fans are those of the payload', (name) => {
    for (const body of bodiesOf('station')) {
      const { station, country, subscription }: Payload = JSON.parse(body);
      const { outcome, records, quarantined } = readBy(name, body);
      expect({ outcome, quarantined }).toEqual({ outcome: 'ok', quarantined: [] });
      expect(records).toHaveLength(1);
      const [{ kind, id, name: known, fields, counts }] = records as [Parsed['records'][0]];
      expect({ kind, id, known }).toEqual({ kind: 'channel', id: station.user_id, known: `@${station.user_id}` });
      expect(counts).toEqual({
        followers: { value: station.upd.fan_cnt, precision: 'exact' },
        views: { value: station.upd.total_view_cnt, precision: 'exact' },
        visits: { value: station.upd.total_visit_cnt, precision: 'exact' },
        subscribers: { value: subscription.count, precision: 'exact' },
        broadcastSeconds: { value: station.total_broad_time, precision: 'exact' },
      });
      expect(fields).toMatchObject({
        login: station.user_id,
        title: station.user_nick,
        description: station.display.profile_text,
        country,
        createdAt: utcOf(station.jointime),
        live: true,
      });
      expect(fields['imageUrl']).toMatch(/^https:\/\/[^/]+\//);
    }
  });

  test.each(readers['station']!.slice(3))('%s reads the same station: on the air since its own start, with its viewers', (name) => {
    for (const body of bodiesOf('station')) {
      const { station, broad }: Payload = JSON.parse(body);
      const { outcome, records, quarantined } = readBy(name, body);
      expect({ outcome, quarantined }).toEqual({ outcome: 'ok', quarantined: [] });
      expect(records).toHaveLength(1);
      expect(records[0]!.counts).toEqual({ viewers: { value: broad.current_sum_viewer, precision: 'exact' } });
      expect(records[0]!.fields).toMatchObject({
        live: true,
        liveTitle: broad.broad_title,
        liveStartedAt: utcOf(station.broad_start),
        liveAdult: false,
        livePassword: false,
      });
    }
  });

  test('the station off the air is off the air, not missing', () => {
    for (const body of bodiesOf('station')) {
      const off = JSON.stringify({ ...JSON.parse(body), broad: null });
      expect(readBy('live:station', off)).toMatchObject({ outcome: 'ok', records: [{ fields: { live: false }, counts: {} }] });
      expect(readBy('profile:station', off).records[0]!.fields['live']).toBe(false);
    }
  });

  test('nobody who gave stars or stickers is left by name', () => {
    for (const body of bodiesOf('station')) {
      const { starballoon_top: stars, sticker_top: stickers }: Payload = JSON.parse(body);
      const { privateFields, payload } = endpointNamed('profile:station');
      const kept = redact({ body, payload, privateFields, hasher: createHasher(new Uint8Array(32)) }).body;
      const people = [...stars, ...stickers];
      expect(people.length).toBeGreaterThan(0);
      for (const { user_id: id, user_nick: nick } of people) {
        expect(kept).not.toContain(JSON.stringify(id));
        expect(kept).not.toContain(JSON.stringify(nick));
      }
    }
  });

  test.each(readers['vods_review']!)(
    '%s reads a page of videos: each row a post, the total a count of the channel, and the next page',
    (name) => {
      for (const body of bodiesOf('vods_review')) {
        const { data, meta }: Payload = JSON.parse(body);
        const { outcome, records, quarantined, next } = readBy(name, body);
        expect({ outcome, quarantined, next }).toEqual({ outcome: 'ok', quarantined: [], next: meta.current_page + 1 });
        const [channel, ...posts] = records;
        expect(channel).toMatchObject({ kind: 'channel', id: data[0].user_id, counts: { posts: { value: meta.total } } });
        expect(posts).toHaveLength(data.length);
        data.forEach((row: Payload, at: number) => {
          expect(posts[at]).toMatchObject({
            kind: 'post',
            id: String(row.title_no),
            parentId: row.user_id,
            fields: {
              title: row.title_name,
              publishedAt: utcOf(row.reg_date),
              durationSeconds: Math.round(row.ucc.total_file_duration / 1000),
              hashtags: row.ucc.hash_tags,
              type: 'live-archive',
              language: 'ko',
              adult: row.ucc.grade >= 19,
            },
            counts: {
              views: { value: row.count.read_cnt },
              replayViews: { value: row.count.vod_read_cnt },
              likes: { value: row.count.like_cnt },
              comments: { value: row.count.comment_cnt },
              saves: { value: row.count.ucc_favorite_cnt },
            },
          });
        });
      }
    },
  );

  test('a page without its meta keeps its rows and is not called the last', () => {
    const { meta: _, ...rest }: Payload = JSON.parse(bodiesOf('vods_review')[0]!);
    const parsed = readBy('videos:review', JSON.stringify(rest));
    expect(parsed.outcome).toBe('changed-shape');
    expect(parsed.records).toHaveLength(rest.data.length);
  });
});
