import { describe, expect, it } from 'vitest';
import { atLeast, exact, rounded } from '../../src/domain/index.ts';
import type { CurvePoint } from '../../web/src/api/shapes.ts';
import { en } from '../../web/src/i18n/en.ts';
import { createFormat } from '../../web/src/i18n/format.ts';
import { ko } from '../../web/src/i18n/ko.ts';
import { rowsOf, spanOf } from '../../web/src/series/curve-rows.ts';
import { authorsOf } from '../../web/src/series/authors.ts';

const korean = createFormat('ko', ko);
const english = createFormat('en', en);

describe('numbers in the words of a language', () => {
  it('are short: 만 and 억 from ten thousand on, K and M from a thousand on', () => {
    const numbers = [0, 999, 1_234, 12_345, 35_800_000, 123_456_789];
    expect(numbers.map(korean.compact)).toEqual(['0', '999', '1,234', '1.23만', '3,580만', '1.23억']);
    expect(numbers.map(english.compact)).toEqual(['0', '999', '1.23K', '12.3K', '35.8M', '123M']);
  });

  it('show how well they are known, and a missing one is a dash', () => {
    expect([exact(12_345), rounded(1_200_000, 2), atLeast(999), null].map((count) => korean.count(count))).toEqual([
      '1.23만',
      '≈120만',
      '≥999',
      '—',
    ]);
    expect([exact(0), rounded(1_200_000, 2), atLeast(999), null].map((count) => english.countInWords(count))).toEqual([
      '0',
      'about 1,200,000; the platform rounds to 100,000',
      '999 or more',
      'not given by the platform',
    ]);
  });

  it('stand beside days that leave out the year where there is little room', () => {
    expect([korean.shortDay('2026-11-05'), english.shortDay('2026-11-05')]).toEqual(['11월 5일', '5 Nov']);
  });

  it('of stars have two decimals, places are places', () => {
    expect([korean.count(exact(9.9), 'stars'), korean.count(exact(3), 'rank'), english.count(exact(3), 'rank')]).toEqual([
      '9.90',
      '3위',
      '#3',
    ]);
  });

  it('tell the places of an axis apart, however close they lie', () => {
    const axis = (format: typeof korean, from: number, step: number, metric = 'likes') =>
      [0, 1, 2].map((n) => format.axis(from + n * step, step, metric));
    expect(axis(korean, 2_710_000, 1_000)).toEqual(['271.0만', '271.1만', '271.2만']);
    expect(axis(english, 12_000, 500)).toEqual(['12.0K', '12.5K', '13.0K']);
    expect(axis(korean, 122, 2)).toEqual(['122', '124', '126']);
    expect(axis(korean, 9.755, 0.0001, 'stars')).toEqual(['9.7550', '9.7551', '9.7552']);
  });
});

describe('a change', () => {
  const change = (from: Parameters<typeof english.change>[0], to: Parameters<typeof english.change>[1], metric = 'likes') =>
    english.change(from, to, metric);

  it('is said with its sign', () => {
    expect(change(exact(100), exact(1_600))).toEqual({ text: '+1.5K', sign: 1, note: null });
    expect(change(exact(100), exact(90))).toEqual({ text: '−10', sign: -1, note: null });
    expect(change(exact(5), exact(5))).toMatchObject({ text: 'unchanged', sign: 0 });
  });

  it('smaller than the rounding is no fall and no rise', () => {
    expect(change(rounded(1_200_000, 2), exact(1_150_000))).toEqual({
      text: 'no visible change',
      sign: 0,
      note: 'within resolution: the change is smaller than the rounding',
    });
    expect(change(rounded(1_200_000, 2), rounded(1_300_000, 2))).toMatchObject({ text: '+100K', sign: 1 });
  });

  it('of a lower bound says that it may be another', () => {
    expect(change(atLeast(1_000), exact(1_100))).toMatchObject({ text: '+100', sign: 0, note: expect.stringContaining('lower bound') });
  });

  it('of stars too small for two decimals is not written as nothing', () => {
    expect(change(exact(9.75512), exact(9.75533), 'stars')).toMatchObject({ text: 'less than 0.01', sign: 0 });
  });
});

describe('spans and sizes', () => {
  it('are read in two units at most', () => {
    expect([83, 1_500, 154_000, 3_600_000, 93_784_000].map(english.duration)).toEqual(['83 ms', '1.5 s', '2 min 34 s', '1 h', '1 d 2 h']);
    expect([154_000, 59_000].map(korean.duration)).toEqual(['2분 34초', '59초']);
    expect([0, 999, 41_000, 16_661_929].map(english.bytes)).toEqual(['0 B', '999 B', '41 kB', '16.7 MB']);
  });

  it('of the past are told from now', () => {
    const now = Date.parse('2026-03-01T12:00:00Z');
    expect(['2026-03-01T11:59:50Z', '2026-03-01T11:00:00Z', '2026-02-27T12:00:00Z'].map((at) => english.ago(at, now))).toEqual([
      'now',
      '1 hour ago',
      '2 days ago',
    ]);
  });
});

describe('curves side by side', () => {
  const point = (runId: string, minute: number, value: number | null): CurvePoint => ({
    at: `2026-03-0${runId}T09:0${minute}:00.000Z`,
    day: `2026-03-0${runId}`,
    count: value === null ? null : exact(value),
    exchangeId: `${runId}${minute}`,
    runId,
    known: null,
    of: null,
  });
  const monday = { metric: 'rank', scope: 'weekday/MONDAY/user', points: [point('1', 0, 3), point('2', 0, null), point('3', 0, 2)] };
  const friday = { metric: 'rank', scope: 'weekday/FRIDAY/user', points: [point('2', 4, 7), point('3', 4, 8)] };

  it('share a row a run, though their lists are read minutes apart', () => {
    const rows = rowsOf([monday, friday]);
    expect(rows.map(({ day, points }) => [day, ...points.map((each) => each?.count?.value)])).toEqual([
      ['2026-03-01', 3, undefined],
      ['2026-03-02', undefined, 7],
      ['2026-03-03', 2, 8],
    ]);
    expect(new Date(rows[1]!.at).toISOString()).toBe('2026-03-02T09:00:00.000Z');
  });

  it('span from the first to the last known value', () => {
    expect(spanOf(monday)).toEqual({ from: exact(3), to: exact(2), days: 2 });
    expect(spanOf({ ...monday, points: [point('1', 0, 3), point('2', 0, null)] })).toBeNull();
  });
});

describe('the authors of a title', () => {
  it('are each named once, with all they did', () => {
    const authorRoles = {
      writers: [{ id: '1', name: '가' }],
      painters: [
        { id: '1', name: '가' },
        { id: '2', name: '나' },
      ],
      originalAuthors: [],
    };
    expect(authorsOf({ authors: ['가', '나', '다'], authorRoles })).toEqual([
      { name: '가', roles: ['writers', 'painters'] },
      { name: '나', roles: ['painters'] },
      { name: '다', roles: [] },
    ]);
  });

  it('are known by name alone where the source says no more', () => {
    for (const authorRoles of [null, 'painters', [1], { writers: null }])
      expect(authorsOf({ authors: ['가'], authorRoles })).toEqual([{ name: '가', roles: [] }]);
  });
});
