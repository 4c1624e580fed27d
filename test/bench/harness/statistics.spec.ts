import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { median, quantile } from './statistics.js';

describe('the statistics of a benchmark', () => {
  it('know the median of an odd and of an even number of values', () => {
    expect(median([3, 100, 1])).toBe(3);
    expect(median([4, 1, 100, 2])).toBe(3);
    expect(median([])).toBeNaN();
  });

  it('know quantiles', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([0, 0.5, 0.99, 1].map((share) => quantile(values, share))).toEqual([1, 50, 99, 100]);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('never exceed what was measured, and leave the values in their order', () => {
    const measured = fc.array(fc.double({ noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(measured, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const before = [...values];
        expect(values).toContain(quantile(values, share));
        expect(values).toEqual(before);
      }),
    );
  });
});
