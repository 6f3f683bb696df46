import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atLeast, exact, rounded } from '../../src/domain/index.ts';
import { moveFormula, moveOf, verdicts } from '../../src/insight/index.ts';

const series = { isRank: false, isNew: false };
const rank = { isRank: true, isNew: false };

/** Worked by hand. A change of the formula changes these, and must change its version too. */
describe('a move from one day to the next, by the formula move/1', () => {
  it('has this version', () => expect(moveFormula).toBe('move/1'));

  it('from 1,000 to 1,250 favourites is a rise by 250, a quarter', () =>
    expect(moveOf(exact(1000), exact(1250), series)).toEqual({ verdict: 'rose', change: 250, relative: 0.25, step: 0 }));

  it('from 1,000 to 900 is a fall by 100, a tenth', () =>
    expect(moveOf(exact(1000), exact(900), series)).toEqual({ verdict: 'fell', change: -100, relative: -0.1, step: 0 }));

  it('from 5th to 3rd is a rise by two places, and no part of anything', () =>
    expect(moveOf(exact(5), exact(3), rank)).toEqual({ verdict: 'rose', change: 2, relative: null, step: 0 }));

  it('from 3rd to 10th is a fall by seven places', () =>
    expect(moveOf(exact(3), exact(10), rank)).toEqual({ verdict: 'fell', change: -7, relative: null, step: 0 }));

  it('between equal exact numbers is none', () =>
    expect(moveOf(exact(7), exact(7), series)).toEqual({ verdict: 'unchanged', change: 0, relative: 0, step: 0 }));

  it('between equal rounded numbers cannot be told: 1.2M and 1.2M may be 90,000 apart', () =>
    expect(moveOf(rounded(1_200_000, 2), rounded(1_200_000, 2), series)).toEqual({
      verdict: 'within-resolution',
      change: null,
      relative: null,
      step: 100_000,
    }));

  it('from 1.2M to 1.3M is one step and can be told', () =>
    expect(moveOf(rounded(1_200_000, 2), rounded(1_300_000, 2), series)).toMatchObject({
      verdict: 'rose',
      change: 100_000,
      step: 100_000,
    }));

  it('from 1.2M to exactly 1,234,567 cannot be told either: the coarser number decides', () =>
    expect(moveOf(rounded(1_200_000, 2), exact(1_234_567), series)).toMatchObject({ verdict: 'within-resolution', step: 100_000 }));

  it('from 999+ to 999+, or to 1,500, says nothing', () => {
    expect(moveOf(atLeast(999), atLeast(999), series).verdict).toBe('lower-bound');
    expect(moveOf(atLeast(999), exact(1500), series)).toMatchObject({ verdict: 'lower-bound', change: null });
  });

  it('of a title met today is no growth, however large it is', () =>
    expect(moveOf(null, exact(50_000), { isRank: false, isNew: true })).toEqual({ verdict: 'new', change: null, relative: null, step: 0 }));

  it('from or to a missing number is missing, not a rise from 0 or a fall to 0', () => {
    expect(moveOf(null, exact(50_000), series).verdict).toBe('missing-before');
    expect(moveOf(exact(50_000), null, series)).toMatchObject({ verdict: 'missing-now', change: null });
    expect(moveOf(null, null, series).verdict).toBe('missing-now');
  });

  it('from 0 is a rise by a number, and by no part', () =>
    expect(moveOf(exact(0), exact(12), series)).toEqual({ verdict: 'rose', change: 12, relative: null, step: 0 }));

  const anyCount = fc.oneof(
    fc.constant(null),
    fc.nat(10_000_000).map(exact),
    fc.nat(10_000_000).map(atLeast),
    fc.tuple(fc.nat(10_000_000), fc.integer({ min: 1, max: 4 })).map(([value, digits]) => rounded(value, digits)),
  );

  it('is never infinite and never told below its resolution, whatever the numbers', () =>
    fc.assert(
      fc.property(anyCount, anyCount, fc.boolean(), fc.boolean(), (before, now, isRank, isNew) => {
        const move = moveOf(before, now, { isRank, isNew });
        expect(verdicts).toContain(move.verdict);
        for (const number of [move.change, move.relative]) expect(number === null || Number.isFinite(number)).toBe(true);
        if (move.change !== null && move.step > 0) expect(Math.abs(move.change)).toBeGreaterThanOrEqual(move.step);
        expect(move.change === null).toBe(!['rose', 'fell', 'unchanged'].includes(move.verdict));
      }),
    ));
});
