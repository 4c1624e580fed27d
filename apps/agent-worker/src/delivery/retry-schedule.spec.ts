import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextAttemptInMs } from './retry-schedule.js';

const pauses = (firstRetryMs: number): (number | undefined)[] =>
  Array.from({ length: 12 }, (_, index) => index + 1).map((attempts) =>
    nextAttemptInMs(attempts, firstRetryMs, 0, () => 0),
  );

describe('the retry schedule', () => {
  it('starts after seconds, grows to hours, and ends', () => {
    const seconds = [5, 10, 20, 40, 80, 160, 320, 1800, 7200, 18_000, 36_000];
    expect(pauses(5000)).toEqual([...seconds.map((pause) => pause * 1000), undefined]);
  });

  it('shrinks and grows with its first pause', () => {
    expect(pauses(500)).toEqual(pauses(5000).map((pause) => pause && pause / 10));
  });

  it('never comes back sooner than the receiver asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 11 }), fc.nat(3_600_000), (attempts, askedFor) => {
        expect(nextAttemptInMs(attempts, 5000, askedFor)).toBeGreaterThanOrEqual(askedFor);
      }),
    );
  });
});
