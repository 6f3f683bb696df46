import { describe, expect, test } from 'vitest';
import { koreanInstantOf } from '../../src/sources/fields.ts';

describe('a Korean time without a zone', () => {
  test('is nine hours ahead of UTC, also across midnight and the year', () => {
    expect(koreanInstantOf('2026-11-20 21:30:05')).toBe('2026-11-20T12:30:05.000Z');
    expect(koreanInstantOf('2026-11-20 08:59')).toBe('2026-11-19T23:59:00.000Z');
    expect(koreanInstantOf('2026-01-01T00:00:00')).toBe('2025-12-31T15:00:00.000Z');
  });

  test('is nothing when it names a zone itself, is no time, or stands for none', () => {
    for (const text of [
      '2026-11-20T21:30:00Z',
      '2026-11-20 21:30:00+09:00',
      '0000-00-00 00:00:00',
      '2026-13-01 00:00:00',
      '2026-11-20',
      '',
      'x',
      null,
      undefined,
    ])
      expect(koreanInstantOf(text), String(text)).toBeNull();
  });
});
