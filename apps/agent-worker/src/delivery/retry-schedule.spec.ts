import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextAttemptInMs } from './retry-schedule.js';

describe('the retry schedule', () => {
  it('starts after seconds, grows to hours, and ends', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => nextAttemptInMs(n, 0, () => 0));
    expect(pauses.slice(0, 3)).toEqual([5_000, 30_000, 300_000]);
    expect(pauses.at(-1)).toBeUndefined();
  });

  it('never comes back sooner than the receiver asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(3_600_000), (attempts, askedFor) => {
        expect(nextAttemptInMs(attempts, askedFor)).toBeGreaterThanOrEqual(askedFor);
      }),
    );
  });
});
