import { describe, expect, test } from 'vitest';
import { exact } from '../../src/domain/index.ts';
import { createHasher, redact } from '../../src/net/privacy/index.ts';
import { parsePayload } from '../../src/sources/index.ts';
import type { Endpoint } from '../../src/sources/index.ts';
import {
  cboxComment,
  cboxPayload,
  countsPayload,
  countsUrl,
  jsonpWith,
  likesPayload,
  likesUrl,
  postPayload,
  postsPayload,
  repliesPayload,
} from './naver-samples.ts';

const parse = (name: string, payload: unknown, url?: string) =>
  parsePayload({
    name: `naver-webtoon/${name}`,
    body: typeof payload === 'string' ? payload : JSON.stringify(payload),
    ...(url ? { url } : {}),
  });
const countsOf = (records: readonly { id: string; counts: object }[]): Record<string, object> =>
  Object.fromEntries(records.map(({ id, counts }) => [id, counts]));

describe('likes', () => {
  test('no reactions are an exact 0, what was asked and not answered is missing', () => {
    const counts = countsOf(parse('likes', likesPayload, likesUrl).records);
    expect(counts['101_44']).toEqual({ likes: exact(321) });
    expect(counts['101_6']).toEqual({ likes: exact(0) });
    expect(counts['101_4']).toEqual({ likes: null });
  });

  test('sister services keep their names; where only other reactions are listed, likes are missing', () => {
    const { records } = parse('likes', likesPayload);
    const counts = countsOf(records);
    expect(counts['ENTERTAIN[ne_1]']).toEqual({ likes: exact(1), 'reaction.congrats': exact(2), 'reaction.expect': exact(0) });
    expect(counts['JOURNALIST[76]']).toEqual({ likes: null, 'reaction.cheer': exact(1290) });
    expect(records.find(({ id }) => id === 'JOURNALIST[76]')).not.toHaveProperty('parentId');
    expect(records.find(({ id }) => id === '101_44')!.parentId).toBe('101');
  });

  test.each([
    ['plain', JSON.stringify(likesPayload)],
    ['a callback', jsonpWith('cb')(likesPayload)],
    ['a callback after a comment', jsonpWith('window.cb$1', '/**/')(likesPayload)],
    ['a callback without a semicolon', `cb(${JSON.stringify(likesPayload)})`],
  ])('%s reads the same', (_, body) => {
    expect(parse('likes', body)).toEqual(parse('likes', likesPayload));
  });

  test('a content that is not shown has likes that are missing, and a title may be liked as a whole', () => {
    const shown = { serviceId: 'COMIC', contentsId: '101_44', reactions: [], isDisplay: false };
    const title = { serviceId: 'COMIC', contentsId: '101', reactions: [], isDisplay: true };
    expect(parse('likes', { contents: [shown, title] }).records).toMatchObject([
      { kind: 'episode', id: '101_44', counts: { likes: null } },
      { kind: 'series', id: '101', counts: { likes: exact(0) } },
    ]);
  });

  test('while a row cannot be read, nothing is said about episodes that seem to be absent', () => {
    const payload = { contents: [likesPayload.contents[0], { ...likesPayload.contents[1], reactions: null }] };
    const { records, quarantined } = parse('likes', payload, likesUrl);
    expect(records.map(({ id }) => id)).toEqual(['101_44']);
    expect(quarantined.map(({ path }) => path)).toEqual(['contents[1]']);
  });
});

describe('comment counts', () => {
  test('are those the site shows; pages asked for and not answered are missing', () => {
    expect(countsOf(parse('comment-counts', countsPayload, countsUrl).records)).toEqual({
      '101_44': { comments: exact(880), rootComments: exact(510) },
      '101_6': { comments: exact(0), rootComments: exact(0) },
      '101_4': { comments: null, rootComments: null },
    });
  });

  test('a service that says it failed is refused, with the reason in the quarantine', () => {
    const payload = { status: 'fail', error: { errorCode: 'BAD_REQUEST', message: 'no' } };
    expect(parse('comment-counts', payload)).toMatchObject({
      outcome: 'refused',
      records: [],
      quarantined: [{ path: 'status', value: payload }],
    });
    expect(parse('comments:posts', payload).outcome).toBe('refused');
  });
});

describe('comments', () => {
  test('hang on their episode, with likes, and the page states the totals', () => {
    const { records, next } = parse('comments:posts', postsPayload);
    expect(records[0]).toMatchObject({
      kind: 'episode',
      id: '101_44',
      parentId: '101',
      counts: { comments: exact(630), rootComments: exact(310) },
    });
    expect(records[1]).toMatchObject({
      kind: 'comment',
      id: 'post-9',
      parentId: '101_44',
      fields: { body: 'said in post-9', createdAt: '2023-11-14T22:13:20.123Z', hidden: false, byCreator: false },
      counts: { likes: exact(6), dislikes: exact(2), replies: exact(3) },
    });
    expect(records[2]!.fields).toMatchObject({ hidden: true, editedAt: '2023-11-14T22:28:20.000Z' });
    expect(next).toEqual({ cursor: 'post-8' });
  });

  test('an emotion that is not written is missing, not 0', () => {
    const payload = {
      ...postsPayload,
      result: {
        ...postsPayload.result,
        posts: [postPayload('a', { reactions: [] }), postPayload('b', { reactions: [{ emotions: [{ emotionId: 'like', count: 0 }] }] })],
      },
    };
    const counts = countsOf(parse('comments:posts', payload).records);
    expect(counts['a']).toMatchObject({ likes: null, dislikes: null });
    expect(counts['b']).toMatchObject({ likes: exact(0), dislikes: null });
  });

  test('a reply names what it answers; a page without next is the last', () => {
    const { records, next } = parse('comments:replies', repliesPayload);
    expect(records).toMatchObject([{ id: 'post-9-r1', parentId: '101_44', fields: { replyTo: 'post-9' } }]);
    expect(next).toBeNull();
  });

  test('a page that gives its own cursor as the next ends there', () => {
    const url = 'https://comic.naver.com/comment/api/community/v2/posts?pageId=webtoon_101_44&cursor=post-8';
    expect(parse('comments:posts', postsPayload, url).next).toBeNull();
  });

  test('the old service is still read, with its dates that have no colon', () => {
    const { records, next } = parse('comments:cbox', jsonpWith('_callback')(cboxPayload));
    expect(records[0]).toMatchObject({ kind: 'episode', id: '101_44', counts: { comments: exact(58), rootComments: exact(52) } });
    expect(records[1]).toMatchObject({
      id: '7000000001',
      parentId: '101_44',
      fields: { body: 'said long ago', createdAt: '2021-05-03T02:04:05.000Z', hidden: false },
      counts: { likes: exact(17), dislikes: exact(0), replies: exact(2) },
    });
    expect(next).toEqual({ page: 2 });
    expect(parse('comments:cbox', { success: false, code: '3999', message: 'no', result: {} }).outcome).toBe('refused');
  });
});

describe('readers', () => {
  const hasher = createHasher(Buffer.alloc(32, 7));
  const hashed = (body: string, { payload, privateFields }: Endpoint): string => redact({ body, payload, privateFields, hasher }).body;
  const people = [
    'reader1',
    'A Reader',
    '_reader1',
    'cuid-1',
    'read****',
    're****',
    '7QRS7',
    'https://image.example/me.png',
    'https://blog.example/reader1',
    '192.0.2.1',
  ];

  test.each([
    ['comments:posts', JSON.stringify(postsPayload)],
    ['comments:replies', JSON.stringify(repliesPayload)],
    ['comments:cbox', jsonpWith('_callback')(cboxPayload)],
    [
      'comments:cbox',
      jsonpWith('_callback')({
        ...cboxPayload,
        result: { ...cboxPayload.result, bestList: [cboxComment], commentList: [{ ...cboxComment, replyList: [cboxComment] }] },
      }),
    ],
  ])('%s keeps nobody by name, and everything else', (name, body) => {
    let redacted = '';
    const parsed = parsePayload({ name: `naver-webtoon/${name}`, body, redact: (text, endpoint) => (redacted = hashed(text, endpoint)) });
    for (const person of people) {
      expect(redacted).not.toContain(`"${person}"`);
      expect(JSON.stringify(parsed)).not.toContain(`"${person}"`);
    }
    const plain = parsePayload({ name: `naver-webtoon/${name}`, body });
    expect(parsed.outcome).toBe('ok');
    expect(parsed.records.map(({ counts }) => counts)).toEqual(plain.records.map(({ counts }) => counts));
    expect(parsed.records.filter(({ kind }) => kind === 'comment').every(({ fields }) => String(fields['author']).startsWith('h1:'))).toBe(
      true,
    );
  });

  test('a body of comments that cannot be decoded is not quoted in the quarantine', () => {
    const { outcome, quarantined } = parse('comments:posts', JSON.stringify(postsPayload).slice(0, -40));
    expect(outcome).toBe('truncated');
    expect(JSON.stringify(quarantined)).not.toContain('reader1');
  });
});
