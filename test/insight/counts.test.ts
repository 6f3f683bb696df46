import { describe, expect, it } from 'vitest';
import { countOfSum } from '../../src/insight/counts.ts';

const sum = { sum: '4660', known: 4, of: 4, digits: null, open: false };

describe('a sum of counts', () => {
  it('is exact when every part is', () => expect(countOfSum(sum)).toEqual({ value: 4660, precision: 'exact' }));

  it('is missing when no part gave a number, never 0', () => expect(countOfSum({ ...sum, sum: null, known: 0 })).toBeNull());

  it('is a lower bound when a part is missing', () =>
    expect(countOfSum({ ...sum, known: 3 })).toEqual({ value: 4660, precision: 'at-least' }));

  it('is a lower bound when a part is one', () =>
    expect(countOfSum({ ...sum, open: true })).toEqual({ value: 4660, precision: 'at-least' }));

  it('is as coarse as its coarsest part', () =>
    expect(countOfSum({ ...sum, digits: 2 })).toEqual({ value: 4660, precision: 'rounded', digits: 2 }));
});
