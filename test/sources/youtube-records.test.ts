import { describe, expect, test } from 'vitest';
import { exact, rounded } from '../../src/domain/index.ts';
import type { Parsed } from '../../src/domain/index.ts';
import type { Endpoint } from '../../src/sources/index.ts';
import { youtube } from '../../src/sources/youtube/index.ts';
import { byHandle } from '../../src/sources/youtube/profile/by-handle.ts';
import { byUserName } from '../../src/sources/youtube/profile/by-user-name.ts';
import { channels } from '../../src/sources/youtube/profile/channels.ts';
import { hashtagsIn, secondsOf, subscribersOf } from '../../src/sources/youtube/shape.ts';
import { details } from '../../src/sources/youtube/videos/details.ts';
import { uploads } from '../../src/sources/youtube/videos/uploads.ts';
import { exchangeWith } from '../support/exchange.ts';
import { channel, channelIds, channelsPayload, hiding, item, lost, uploadsPayload, urls, video, videosPayload } from './youtube-samples.ts';

const parse = (endpoint: Endpoint, url: string, payload: unknown): Parsed =>
  endpoint.parse(exchangeWith({ url, body: JSON.stringify(payload) }));
const none = { kind: 'youtube#channelListResponse', etag: 'x', pageInfo: { totalResults: 0, resultsPerPage: 5 } };

describe('a channel', () => {
  const { records } = parse(channels, urls.channels, channelsPayload);

  test('has the fields that channels have on every platform, and is found by its handle in lower case', () => {
    expect(records[0]).toEqual({
      kind: 'channel',
      platform: 'youtube',
      id: channelIds[0],
      name: '@quietcook',
      fields: {
        login: 'quietcook',
        title: 'Title of @quietcook',
        description: 'Cooks quietly.',
        url: 'https://www.youtube.com/@quietcook',
        imageUrl: `https://yt3.example/${channelIds[0]}/high.jpg`,
        bannerUrl: 'https://yt3.example/banner',
        country: 'KR',
        keywords: 'cook quiet',
        createdAt: '2019-04-05T06:07:08.123Z',
        state: 'public',
        madeForKids: false,
        uploads: `UU${channelIds[0]!.slice(2)}`,
      },
      counts: { followers: rounded(456_000, 3), posts: exact(321), views: exact(123_456_789) },
    });
  });

  test('that hides its subscribers has none that we know of, also where the answer says 0', () => {
    expect(records[1]!.counts).toEqual({ followers: null, posts: exact(0), views: exact(50) });
    const { hiddenSubscriberCount: _, ...unflagged } = hiding.statistics;
    const silent = parse(channels, urls.channels, { ...none, items: [channel(channelIds[0]!, '@a', { statistics: unflagged })] });
    expect(silent.records[0]!.counts['followers']).toBeNull();
    expect(silent.quarantined.map(({ path }) => path)).toEqual(['items[].statistics.hiddenSubscriberCount']);
  });

  test('from before there were handles is found by its id alone', () => {
    expect(records[2]!.name).toBeUndefined();
    expect(records[2]!.fields).toMatchObject({ login: 'namebeforehandles', url: `https://www.youtube.com/channel/${channelIds[2]}` });
  });

  test.each([
    [0, exact(0)],
    [999, exact(999)],
    [1000, rounded(1000, 3)],
    [1230, rounded(1230, 3)],
    [1234, exact(1234)],
    [654_000, rounded(654_000, 3)],
    [2_345_678, exact(2_345_678)],
    [27_100_000, rounded(27_100_000, 3)],
  ])('with %i subscribers keeps how well that is known', (value, count) => {
    expect(subscribersOf(value)).toEqual(count);
  });

  test('asked for by name is found by the name that was asked for, whatever it is called now', () => {
    const answer = { ...none, items: [channel(channelIds[0]!, '@newname')] };
    expect(parse(byHandle, urls.byHandle, answer).records[0]).toMatchObject({ name: '@quietcook', fields: { login: 'newname' } });
    expect(parse(byUserName, urls.byUserName, answer).records[0]).toMatchObject({ name: '@user/oldcook', fields: { login: 'newname' } });
  });

  test('that was not asked for its statistics says nothing of them, and one that was and has none knows of none', () => {
    const bare = { ...none, items: [{ kind: 'youtube#channel', id: channelIds[0] }] };
    expect(parse(channels, '', bare)).toMatchObject({ outcome: 'ok', quarantined: [], records: [{ counts: {} }] });
    const asked = parse(channels, urls.channels, bare);
    expect(asked.records[0]!.counts).toEqual({ followers: null, posts: null, views: null });
    expect(asked.quarantined.map(({ path }) => path)).toEqual(['items[].snippet', 'items[].statistics', 'items[].contentDetails']);
  });
});

describe('who is left out of an answer', () => {
  test('is missing, as it was asked for', () => {
    const some = parse(channels, urls.channels, { ...none, items: [channel(channelIds[1]!, '@a')] });
    expect(some).toMatchObject({ outcome: 'ok', missing: [channelIds[0], channelIds[2]] });
  });

  test.each([
    ['without a list', none],
    ['with an empty list', { ...none, items: [] }],
  ])('is everybody in an answer %s', (_, payload) => {
    expect(parse(channels, urls.channels, payload)).toMatchObject({ outcome: 'empty', records: [], missing: channelIds });
    expect(parse(byHandle, urls.byHandle, payload)).toMatchObject({ outcome: 'empty', missing: ['@quietcook'] });
    expect(parse(byUserName, urls.byUserName, payload)).toMatchObject({ outcome: 'empty', missing: ['@user/oldcook'] });
  });

  test('is nobody of a crowd of which not one was found: the answer is asked for again', () => {
    const crowd = Array.from({ length: 50 }, (_, n) => `UC${String(n).padStart(22, '0')}`);
    const answer = parse(channels, urls.channels.replace(channelIds.join(), crowd.join()), none);
    expect(answer).toMatchObject({ outcome: 'refused', note: 'not one of the 50 that were asked about is in the answer' });
    expect(answer.missing).toBeUndefined();
  });

  test('is nobody where a row could not be read, more rows follow, or the list has another name', () => {
    const broken = parse(channels, urls.channels, { ...none, items: [channel(channelIds[1]!, '@a'), { id: 7 }] });
    expect(broken.missing).toBeUndefined();
    expect(broken.quarantined).toHaveLength(1);
    const paged = parse(channels, urls.channels, { ...none, nextPageToken: 'CB4QAA', items: [channel(channelIds[1]!, '@a')] });
    expect(paged.missing).toBeUndefined();
    const renamed = parse(channels, urls.channels, { ...none, pageInfo: { totalResults: 3 }, rows: [] });
    expect(renamed).toMatchObject({ outcome: 'changed-shape', records: [] });
    expect(renamed.missing).toBeUndefined();
  });

  test('a list of another kind is another shape', () => {
    expect(parse(channels, urls.channels, videosPayload)).toMatchObject({ outcome: 'changed-shape', quarantined: [{ path: 'kind' }] });
  });
});

describe('a list of uploads', () => {
  test('names its videos, and of those no longer shown only what became of them', () => {
    const { records, next } = parse(uploads, urls.uploads, uploadsPayload);
    expect(records.map(({ id, fields }) => [id, fields['state'], fields['title']])).toEqual([
      ['aaaaaaaaaa1', 'public', 'Pot 0'],
      ['aaaaaaaaaa2', 'deleted', undefined],
      ['aaaaaaaaaa3', 'private', undefined],
      ['aaaaaaaaaa4', 'public', 'Pot 3'],
    ]);
    expect(records[0]).toMatchObject({ parentId: channelIds[0], fields: { publishedAt: '2024-05-06T07:00:00.000Z' }, counts: {} });
    expect(next).toBe('CGQQAA');
  });

  test('tells lost videos by their titles where no status was asked for, and trusts a status before a title', () => {
    const { status: _, ...unknown } = item('aaaaaaaaaa1', 0, lost.deleted) as { status: object };
    const teasing = item('aaaaaaaaaa2', 1, { snippet: { title: 'Deleted video' } });
    const { records } = parse(uploads, urls.uploads, { ...(uploadsPayload as object), items: [unknown, teasing] });
    expect(records.map(({ fields }) => fields['state'])).toEqual(['deleted', 'public']);
  });

  test('ends where its next page is this page, or it has no rows', () => {
    expect(parse(uploads, `${urls.uploads}&pageToken=CGQQAA`, uploadsPayload).next).toBeNull();
    expect(parse(uploads, urls.uploads, { ...(uploadsPayload as object), items: [] })).toMatchObject({ outcome: 'empty', next: null });
  });
});

describe('a video', () => {
  const { records } = parse(details, urls.details, videosPayload);

  test('has the fields and counts that posts have on every platform', () => {
    expect(records[0]).toEqual({
      kind: 'post',
      platform: 'youtube',
      id: 'aaaaaaaaaa1',
      parentId: channelIds[0],
      fields: {
        title: 'Pot #냄비',
        description: 'A pot. #quiet#cook\nhttps://pots.example/#top',
        url: 'https://www.youtube.com/watch?v=aaaaaaaaaa1',
        imageUrl: 'https://i.example/aaaaaaaaaa1/high.jpg',
        publishedAt: '2024-05-06T07:00:00.000Z',
        durationSeconds: 3723,
        hashtags: ['냄비', 'quiet', 'cook'],
        tags: ['pot', 'cook'],
        type: 'video',
        language: 'ko',
        channelTitle: 'Title of @quietcook',
        categoryId: '26',
        definition: 'hd',
        captions: true,
        licensed: true,
        state: 'public',
        madeForKids: false,
      },
      counts: { views: exact(98_765), likes: exact(4321), comments: exact(210) },
    });
  });

  test('that hides its likes and closes its comments has none that we know of', () => {
    expect(records[1]!.counts).toEqual({ views: exact(12), likes: null, comments: null });
  });

  test('is known as a broadcast while it is one, and after it', () => {
    const at = { actualStartTime: '2024-05-06T07:00:00Z' };
    const broadcast = (state: string, live?: object) =>
      parse(details, urls.details, {
        ...(videosPayload as object),
        items: [
          video('aaaaaaaaaa1', {
            snippet: { ...(video('x') as { snippet: object }).snippet, liveBroadcastContent: state },
            ...(live ? { liveStreamingDetails: live } : {}),
          }),
        ],
      }).records[0]!;
    expect(broadcast('live', { ...at, concurrentViewers: '12' })).toMatchObject({
      fields: { type: 'live' },
      counts: { viewers: exact(12) },
    });
    expect(broadcast('upcoming', { scheduledStartTime: '2024-05-07T07:00:00Z' }).fields).toMatchObject({
      type: 'upcoming',
      scheduledAt: '2024-05-07T07:00:00.000Z',
    });
    expect(broadcast('none', { ...at, actualEndTime: '2024-05-06T09:00:00Z' }).fields['type']).toBe('live-archive');
    expect(broadcast('none').counts).not.toHaveProperty('viewers');
    // One that has not ended has no length yet.
    expect(records[2]!.fields).not.toHaveProperty('durationSeconds');
  });

  test.each([
    ['PT3M33S', 213],
    ['PT20S', 20],
    ['PT10H', 36_000],
    ['P1DT2H3M4S', 93_784],
    ['P0D', null],
    ['PT0S', null],
    ['2:55', null],
    ['', null],
    [undefined, null],
  ])('with the duration %s has %s seconds', (duration, seconds) => {
    expect(secondsOf(duration)).toBe(seconds);
  });

  test.each([
    ['#a #b', ['a', 'b']],
    ['#a#b', ['a', 'b']],
    ['(#a, #한국어_태그)', ['a', '한국어_태그']],
    ['#a\n#a', ['a']],
    ['x#a https://a.example/#b # c', []],
  ])('that says "%s" has the tags %j', (text, tags) => {
    expect(hashtagsIn(text)).toEqual(tags);
  });

  test('of which no figure can be read is quarantined and not called missing', () => {
    const answer = parse(details, urls.details, {
      ...(videosPayload as object),
      items: [video('aaaaaaaaaa1', { statistics: { viewCount: 'many' } }), video('aaaaaaaaaa4')],
    });
    expect(answer.records.map(({ id }) => id)).toEqual(['aaaaaaaaaa4']);
    expect(answer.quarantined[0]).toMatchObject({ path: 'items[0]' });
    expect(answer.missing).toBeUndefined();
  });
});

describe('a refusal', () => {
  const body = (reason: string, message = 'No.', more: object = {}): string =>
    JSON.stringify({ error: { code: 403, message, errors: [{ message, domain: 'x', reason }], ...more } });

  test.each([
    [403, 'quotaExceeded', 'quota-exhausted'],
    [403, 'dailyLimitExceeded', 'quota-exhausted'],
    [403, 'rateLimitExceeded', 'rate-limited'],
    [403, 'userRateLimitExceeded', 'rate-limited'],
    [400, 'keyInvalid', 'credential-expired'],
    [400, 'keyExpired', 'credential-expired'],
    [403, 'accessNotConfigured', 'credential-expired'],
    [403, 'playlistItemsNotAccessible', 'private'],
    [400, 'invalidPageToken', undefined],
  ])('of %i with %s is %s', (status, reason, outcome) => {
    expect(channels.refusal!(status, body(reason))).toBe(outcome);
    const parsed = channels.parse(exchangeWith({ url: urls.channels, status, body: body(reason), outcome: 'refused' }));
    expect(parsed).toMatchObject({ outcome: outcome ?? 'refused', records: [], note: `YouTube says ${reason}: No.` });
    expect(parsed.missing).toBeUndefined();
  });

  test('is known in the words of newer answers, too', () => {
    const bad = body('badRequest', 'API key not valid. Please pass a valid API key.', {
      status: 'INVALID_ARGUMENT',
      details: [{ '@type': 'x', reason: 'API_KEY_INVALID' }],
    });
    expect(channels.refusal!(400, bad)).toBe('credential-expired');
    const perDay = "Quota exceeded for quota metric 'Queries' and limit 'Queries per day' of service 'youtube.googleapis.com'.";
    expect(channels.refusal!(429, body('rateLimitExceeded', perDay, { status: 'RESOURCE_EXHAUSTED' }))).toBe('quota-exhausted');
    expect(channels.refusal!(429, body('rateLimitExceeded', perDay.replace('day', 'minute')))).toBe('rate-limited');
    expect(channels.refusal!(403, body('forbidden', 'No.', { status: 'PERMISSION_DENIED' }))).toBe('credential-expired');
  });

  test('without an error in its body is what its status says', () => {
    for (const text of ['', 'x', '[]', '{"error":"no"}', '<html></html>']) expect(channels.refusal!(403, text)).toBeUndefined();
  });

  test('tells its words without the links in them', () => {
    const parsed = channels.parse(
      exchangeWith({ status: 403, body: body('quotaExceeded', 'Your <a href="/x">quota</a>.'), outcome: 'refused' }),
    );
    expect(parsed.note).toBe('YouTube says quotaExceeded: Your quota.');
  });

  test('a list of uploads that is not there is empty: whether its channel is gone is for the profile to say', () => {
    const parsed = uploads.parse(exchangeWith({ url: urls.uploads, status: 404, body: body('playlistNotFound'), outcome: 'gone' }));
    expect(parsed).toMatchObject({ outcome: 'empty', records: [] });
  });

  test('what is said of one of fifty videos makes their channel neither gone nor private', () => {
    for (const reason of ['videoForbidden', 'channelClosed']) {
      const parsed = details.parse(exchangeWith({ url: urls.details, status: 403, body: body(reason), outcome: 'refused' }));
      expect(parsed, reason).toMatchObject({ outcome: 'refused', note: expect.stringContaining(reason) });
    }
  });

  test('a 404 without a reason makes neither channels nor their channel gone, and no list empty', () => {
    for (const [endpoint, url] of [
      [channels, urls.channels],
      [details, urls.details],
      [uploads, urls.uploads],
    ] as const)
      for (const text of ['{"error":{"code":404,"message":"Not found."}}', '<html></html>'])
        expect(endpoint.parse(exchangeWith({ url, status: 404, body: text, outcome: 'gone' })).outcome).toBe('refused');
  });
});

describe('the key', () => {
  test('goes into a header and into no address', () => {
    for (const endpoint of youtube.streams.flatMap((stream) => stream.endpoints)) {
      const { url, headers } = endpoint.request(
        { id: ['a'], handle: '@a', userName: 'a', playlist: 'UUa', size: 5 },
        { YOUTUBE_API_KEY: 'secret' },
      );
      expect(url).not.toContain('secret');
      expect(headers).toEqual({ 'X-Goog-Api-Key': 'secret' });
      expect(endpoint.needs).toEqual(['YOUTUBE_API_KEY']);
    }
  });
});
