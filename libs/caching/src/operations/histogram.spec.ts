import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addCounts, countDuration, noCounts, percentiles } from './histogram.js';

const histogramOf = (durations: readonly number[]): number[] => {
  const counts = noCounts();
  for (const milliseconds of durations) countDuration(counts, milliseconds);
  return counts;
};

const durations = fc.array(fc.double({ min: 0.001, max: 100_000, noNaN: true }), { minLength: 1 });

describe('a histogram of durations', () => {
  it('knows percentiles to within the square root of two, never too low', () => {
    fc.assert(
      fc.property(durations, (given) => {
        const sorted = given.toSorted((one, other) => one - other);
        const exact = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
        const { count, p95 } = percentiles(histogramOf(given));
        expect(count).toBe(given.length);
        // Figures are rounded to three digits.
        expect(p95).toBeGreaterThanOrEqual(exact * 0.995);
        expect(p95).toBeLessThanOrEqual(exact * Math.SQRT2 * 1.005);
      }),
    );
  });

  it('of two processes is the sum of theirs', () => {
    fc.assert(
      fc.property(durations, durations, (one, other) => {
        expect(addCounts(histogramOf(one), histogramOf(other))).toEqual(
          histogramOf([...one, ...other]),
        );
      }),
    );
  });

  it('of nothing is all zeros', () => {
    expect(percentiles(noCounts())).toEqual({ count: 0, p50: 0, p95: 0, p99: 0 });
  });
});
