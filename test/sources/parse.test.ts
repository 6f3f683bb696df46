import { describe, expect, test } from 'vitest';
import { parsePayload } from '../../src/sources/index.ts';
import { listPayload } from './naver-samples.ts';

const body = JSON.stringify(listPayload);

describe('a saved payload', () => {
  test('prints in one fixed form', () => {
    const parsed = parsePayload({ name: 'naver-webtoon/episodes:list', body });
    expect(Object.keys(parsed)).toEqual(['platform', 'stream', 'endpoint', 'outcome', 'records', 'next', 'quarantined']);
    expect(Object.keys(parsed.records[1]!)).toEqual(['kind', 'platform', 'id', 'parentId', 'fields', 'counts']);
    expect(parsed).toMatchObject({
      platform: 'naver-webtoon',
      stream: 'episodes',
      endpoint: 'list',
      outcome: 'ok',
      next: 2,
      quarantined: [],
    });
  });

  test('is read the same with a byte order mark and with white space around it', () => {
    const plain = parsePayload({ name: 'naver-webtoon/episodes:list', body });
    expect(parsePayload({ name: 'naver-webtoon/episodes:list', body: `\uFEFF${body}` })).toEqual(plain);
    expect(parsePayload({ name: 'naver-webtoon/episodes:list', body: `\n ${body}\n` })).toEqual(plain);
  });

  test.each([
    ['', 'blocked'],
    ['   ', 'blocked'],
    ['<html><title>captcha</title></html>', 'blocked'],
    ['<html>로그인</html>', 'blocked'],
    ['<html><h1>Bad gateway</h1></html>', 'changed-shape'],
    [body.slice(0, 100), 'truncated'],
    [`${body}}`, 'changed-shape'],
    ['{"articles":[]}', 'changed-shape'],
    ['null', 'changed-shape'],
  ])('%j is %s', (text, outcome) => {
    expect(parsePayload({ name: 'naver-webtoon/episodes:list', body: text })).toMatchObject({ outcome, records: [], next: null });
  });

  test.each([
    ['myspace/titles', 'TDM_PLATFORM_UNKNOWN'],
    ['', 'TDM_PLATFORM_UNKNOWN'],
    ['naver-webtoon', 'TDM_STREAM_UNKNOWN'],
    ['naver-webtoon/offers', 'TDM_STREAM_UNKNOWN'],
    ['naver-webtoon/titles:', 'TDM_ENDPOINT_UNKNOWN'],
    ['naver-webtoon/titles:monthly', 'TDM_ENDPOINT_UNKNOWN'],
  ])('the name %j is refused with %s', (name, code) => {
    expect(() => parsePayload({ name, body })).toThrow(expect.objectContaining({ code }));
  });

  test('a payload of 20 MB of another shape is named, and little of it is kept', () => {
    const huge = JSON.stringify({ articleList: Array.from({ length: 200_000 }, () => ({ text: 'x'.repeat(80) })) });
    const parsed = parsePayload({ name: 'naver-webtoon/episodes:list', body: huge });
    expect(parsed.outcome).toBe('changed-shape');
    expect(JSON.stringify(parsed.quarantined).length).toBeLessThan(6_000);
  });
});
