import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ParsedRecord } from '../../src/domain/index.ts';
import { createSimulator } from '../../src/sim/index.ts';
import type { Simulator, SimulatorOptions, YoutubePart } from '../../src/sim/index.ts';
import { simulatedKey } from '../../src/sim/youtube/access.ts';
import type { Page, ReadContext } from '../../src/sources/index.ts';
import { youtube } from '../../src/sources/youtube/index.ts';
import { exchangeWith } from '../support/exchange.ts';
import { describeReading, readAll } from '../support/source-reading.ts';
import type { Ask, Reading } from '../support/source-reading.ts';

const openWorld = (options: SimulatorOptions = {}): Promise<Simulator> => createSimulator({ titles: 1, episodes: 1, seed: 7, ...options });

/** Asks the simulator the plain way, as the transport would name its answers. */
const asker =
  (world: Simulator, key = simulatedKey): Ask =>
  async (endpoint, params) => {
    const { url, headers } = endpoint.request(params, { YOUTUBE_API_KEY: key });
    const { host, pathname, search } = new URL(url);
    const response = await fetch(`${world.url}/${host}${pathname}${search}`, { headers: headers ?? {} });
    const { status } = response;
    const body = await response.text();
    const outcome = status === 200 ? 'ok' : (endpoint.refusal!(status, body) ?? (status === 404 ? 'gone' : 'refused'));
    return exchangeWith({ url, status, body, outcome });
  };

let world: Simulator;
const idOf = (part: YoutubePart): string => world.youtube.idOf(part);
const streamNamed = (name: string) => youtube.streams.find((stream) => stream.name === name)!;
const read = (name: string, targets: readonly string[], given: Partial<ReadContext> = {}): Promise<Page[]> =>
  readAll(streamNamed(name), targets, asker(world), null, false, given);
const recordsOf = (pages: readonly Page[]): ParsedRecord[] => pages.flatMap(({ parsed }) => parsed.records);
const pathsOf = (pages: readonly Page[]): string[] => pages.map(({ exchange }) => new URL(exchange.request.url).pathname.slice(11));
const day = '2026-11-21';

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const readings = async (): Promise<readonly Reading[]> => {
  const { channels } = world.youtube.world();
  const ids = channels.map(({ id }) => id);
  const named = [`@${channels[3]!.handle.toLowerCase()}`, '@nobody', `@user/${channels[8]!.handle.toLowerCase()}old`];
  return [
    { stream: 'profile', targets: [...named, ...ids.slice(0, 9), 'no-id-at-all', ...ids.slice(9, 12)], ask: asker(world) },
    {
      stream: 'videos',
      targets: [ids[0]!, named[0]!, idOf('silent'), idOf('long'), '@nobody', named[2]!, idOf('losing')],
      ask: asker(world),
      options: { maxVideosPerChannel: 120 },
    },
  ];
};

describeReading(youtube, readings, ['profile', 'videos']);

describe('reading profiles', () => {
  test('takes 50 channels a unit by id, and one by name', async () => {
    await using large = await openWorld({ youtubeChannels: 130 });
    const ids = large.youtube.world().channels.map(({ id }) => id);
    const pages = await readAll(streamNamed('profile'), [...ids, '@nobody'], asker(large));
    expect(pages.map(({ targets }) => targets.length)).toEqual([50, 50, 30, 1]);
    expect(new Set(recordsOf(pages).map(({ id }) => id))).toEqual(new Set(ids));
    expect(pages.at(-1)!.parsed.missing).toEqual(['@nobody']);
    expect(large.youtube.summary(large.clock.today())['unitsUsed']).toBe(4);
  });

  test('gives what is true of each channel: counts to three digits, none that are hidden', async () => {
    const pages = await read(
      'profile',
      world.youtube.world().channels.map(({ id }) => id),
    );
    for (const { parsed } of pages) expect(parsed.quarantined).toEqual([]);
    for (const { id, name, counts } of recordsOf(pages)) {
      const truth = world.youtube.channelTruth(id, day)!;
      expect(counts['followers']?.value ?? null).toBe(truth.shownSubscribers);
      expect(counts['views']!.value).toBe(truth.views);
      expect(counts['posts']!.value).toBe(truth.videos);
      expect(name).toBe(truth.handle === null ? undefined : `@${truth.handle.toLowerCase()}`);
    }
    const precisionOf = (part: YoutubePart) => recordsOf(pages).find(({ id }) => id === idOf(part))!.counts['followers'];
    expect(precisionOf('hidden')).toBeNull();
    expect(precisionOf('small')!.precision).toBe('exact');
    expect(precisionOf('rising')).toMatchObject({ precision: 'rounded', digits: 3 });
  });
});

describe('reading videos', () => {
  test('asks a list and its figures: two units a channel, and less where lists are short', async () => {
    const long = await read('videos', [idOf('long')]);
    expect(pathsOf(long)).toEqual(['/playlistItems', '/videos']);
    const short = await read(
      'videos',
      world.youtube
        .world()
        .channels.slice(0, 10)
        .map(({ id }) => id),
      { options: { maxVideosPerChannel: 10 } },
    );
    expect(pathsOf(short).filter((path) => path === '/videos')).toHaveLength(2);
    expect(short.every(({ parsed }) => parsed.quarantined.length === 0)).toBe(true);
  });

  test('reads as many of the newest as were asked for, over as many pages as that takes', async () => {
    const ids = (pages: readonly Page[]) => new Set(recordsOf(pages).map(({ id }) => id));
    const { videos: total } = world.youtube.channelTruth(idOf('long'), day)!;
    for (const [wanted, lists] of [
      [1, 1],
      [50, 1],
      [51, 2],
      [120, 3],
      [20_000, Math.ceil(total / 50)],
    ] as const) {
      const pages = await read('videos', [idOf('long')], { options: { maxVideosPerChannel: wanted } });
      expect(pathsOf(pages).filter((path) => path === '/playlistItems')).toHaveLength(lists);
      const counted = pages.filter(({ endpoint }) => endpoint.name === 'details').flatMap(({ parsed }) => parsed.records);
      expect(counted).toHaveLength(Math.min(wanted, total));
      expect(ids(pages).size).toBeLessThanOrEqual(lists * 50);
    }
  });

  test('gives what is true of each video', async () => {
    const pages = await read(
      'videos',
      ['rising', 'shy', 'on-air'].map((part) => idOf(part as YoutubePart)),
    );
    const details = pages.filter(({ endpoint }) => endpoint.name === 'details').flatMap(({ parsed }) => parsed.records);
    expect(details.length).toBeGreaterThan(20);
    for (const { id, parentId, counts } of details) {
      const truth = world.youtube.videoTruth(id, day)!;
      expect(parentId).toBe(truth.channelId);
      expect(counts['views']!.value).toBe(truth.views);
      const isShy = parentId === idOf('shy');
      expect(counts['likes']?.value ?? null).toBe(isShy ? null : truth.likes);
      expect(counts['comments']?.value ?? null).toBe(isShy ? null : truth.comments);
    }
    const types = new Set(details.filter(({ parentId }) => parentId === idOf('on-air')).map(({ fields }) => fields['type']));
    expect(types).toEqual(new Set(['live', 'upcoming', 'live-archive']));
  });

  test('a deleted and a private video keep their place in the list, are said to be what they are, and are not asked about', async () => {
    world.clock.set('2026-11-22');
    try {
      const pages = await read('videos', [idOf('losing')]);
      const lost = recordsOf(pages).filter(({ fields }) => ['deleted', 'private'].includes(String(fields['state'])));
      expect(lost.map(({ fields }) => fields)).toEqual([{ state: 'deleted' }, { state: 'private' }]);
      expect(pages.at(-1)!.exchange.request.url).not.toMatch(new RegExp(lost.map(({ id }) => id).join('|')));
      expect(pages.at(-1)!.parsed.missing).toBeUndefined();
    } finally {
      world.clock.set(day);
    }
  });

  test('a video that goes while we read is missing, and the others have their figures', async () => {
    const ask = asker(world);
    const vanishing: Ask = async (endpoint, params) => {
      world.clock.set(endpoint.name === 'details' ? '2026-11-22' : day);
      return ask(endpoint, params);
    };
    try {
      const pages = await readAll(streamNamed('videos'), [idOf('losing')], vanishing);
      expect(pages.at(-1)!.parsed).toMatchObject({ outcome: 'ok', missing: [expect.any(String), expect.any(String)] });
      expect(pages.at(-1)!.cursor).toBeNull();
    } finally {
      world.clock.set(day);
    }
  });

  test('a channel that has never published anything, and a name that nobody has, cost their one request and no more', async () => {
    const pages = await read('videos', [idOf('silent'), '@nobody', 'not-an-id']);
    expect(pages.map(({ parsed }) => parsed.outcome)).toEqual(['empty', 'empty', 'empty']);
    expect(pages[1]!.parsed.missing).toEqual(['@nobody']);
    expect(pages.at(-1)!.cursor).toBeNull();
  });

  test('a playlist that the profile named is the one that is read', async () => {
    const playlist = `UU${idOf('rising').slice(2)}`;
    const pages = await read('videos', ['@any'], { known: () => ({ uploads: playlist }) });
    expect(pages[0]!.exchange.request.url).toContain(playlist);
  });

  test('videos published while we read are seen twice, and none is asked about twice at once', async () => {
    await using shifting = await openWorld({ faults: [{ fault: 'shifting', endpoint: 'youtube/playlist-items', rows: 3 }] });
    const target = shifting.youtube.idOf('long');
    const pages = await readAll(streamNamed('videos'), [target], asker(shifting), null, false, { options: { maxVideosPerChannel: 200 } });
    expect(pages.at(-1)!.cursor).toBeNull();
    for (const { exchange, endpoint } of pages) {
      if (endpoint.name !== 'details') continue;
      const ids = new URL(exchange.request.url).searchParams.get('id')!.split(',');
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  test('an answer that stays bad on the last attempt costs the channels it was about, and the rest is read', async () => {
    const ask = asker(world);
    const targets = [idOf('rising'), idOf('falling'), idOf('spike')];
    const broken: Ask = async (endpoint, params) =>
      String(params['playlist']).endsWith(targets[1]!.slice(2))
        ? exchangeWith({ url: endpoint.request(params, {}).url, status: 500, outcome: 'server-error' })
        : ask(endpoint, params);
    const first = await readAll(streamNamed('videos'), targets, broken);
    expect(first.at(-1)!.parsed.outcome).toBe('server-error');
    const last = await readAll(streamNamed('videos'), targets, broken, first.at(-1)!.cursor, true);
    expect(last[0]).toMatchObject({ targets: [targets[1]], parsed: { outcome: 'server-error' } });
    expect(new Set(recordsOf([...first, ...last]).map(({ parentId }) => parentId))).toEqual(new Set([targets[0], targets[2]]));
  });
});

describe('refusals', () => {
  test.each([
    ['youtube-quota', 'quota-exhausted'],
    ['youtube-rate', 'rate-limited'],
    ['youtube-key', 'credential-expired'],
  ] as const)('%s is %s and keeps its place', async (fault, outcome) => {
    await using closed = await openWorld({ faults: [{ fault }] });
    for (const name of ['profile', 'videos']) {
      const pages = await readAll(streamNamed(name), [closed.youtube.idOf('rising')], asker(closed), null, true);
      expect(pages).toHaveLength(1);
      expect(pages[0]).toMatchObject({ parsed: { outcome, records: [] }, cursor: expect.anything() });
      expect(pages[0]!.exchange.note).toMatch(/^YouTube says \w+/);
    }
  });

  test('a wrong key, and none, are refusals of the credential', async () => {
    for (const key of ['wrong', '']) {
      const [page] = await readAll(streamNamed('profile'), [idOf('rising')], asker(world, key));
      expect(page!.parsed.outcome).toBe('credential-expired');
    }
  });

  test('when the units of a day are gone, nothing more is answered until the next', async () => {
    await using poor = await openWorld({ youtubeUnits: 3 });
    const ids = poor.youtube.world().channels.map(({ id }) => id);
    const first = await readAll(streamNamed('videos'), ids.slice(0, 3), asker(poor));
    expect(first.at(-1)!.parsed.outcome).toBe('quota-exhausted');
    expect(first).toHaveLength(4);
    poor.clock.set('2026-11-22');
    const rest = await readAll(streamNamed('videos'), ids.slice(0, 3), asker(poor), first.at(-1)!.cursor);
    expect(rest[0]!.parsed.outcome).toBe('ok');
  });
});
