import { describe, expect, it } from '@jest/globals';
import { Backoff } from './backoff.js';

describe('backoff', () => {
  it('doubles from half a second to ten seconds', () => {
    const backoff = new Backoff();
    const delays = Array.from({ length: 7 }, () => backoff.afterCrash(100));
    expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  });

  it('starts over after a minute of health', () => {
    const backoff = new Backoff();
    backoff.afterCrash(100);
    backoff.afterCrash(100);
    expect(backoff.afterCrash(60_000)).toBe(500);
  });
});
