import { describe, expect, it } from '@jest/globals';
import { type Entry } from './entry.js';
import { assess } from './freshness.js';

const entry: Entry = {
  value: 'v',
  start: 0,
  freshUntil: 1000,
  expiresAt: 2000,
  loadMs: 10,
  bytes: 3,
  tags: [],
};
const policy = { earlyRefreshBeta: 1, staleWhileRevalidateMs: 300 };

describe('assess', () => {
  it('goes from fresh over stale to expired', () => {
    const at = (now: number) => assess(policy, entry, now, 1);
    expect([0, 999, 1000, 1299, 1300].map(at)).toEqual([
      'fresh',
      'fresh',
      'stale',
      'stale',
      'expired',
    ]);
  });

  it('asks for an early refresh the likelier the nearer the end and the slower the load', () => {
    const chance = (now: number, loadMs: number): number => {
      let due = 0;
      for (let step = 1; step <= 1000; step++) {
        if (assess(policy, { ...entry, loadMs }, now, step / 1000) === 'due') due++;
      }
      return due / 1000;
    };
    expect(chance(500, 10)).toBe(0);
    // XFetch: the probability is exp(-left / (load × beta)).
    expect(chance(990, 10)).toBeCloseTo(Math.exp(-1), 2);
    expect(chance(980, 10)).toBeCloseTo(Math.exp(-2), 2);
    expect(chance(980, 20)).toBeCloseTo(Math.exp(-1), 2);
  });

  it('never asks early when that is switched off', () => {
    expect(assess({ ...policy, earlyRefreshBeta: 0 }, entry, 999, Number.MIN_VALUE)).toBe('fresh');
  });

  it('knows an entry that is only held because loading failed', () => {
    expect(assess(policy, { ...entry, heldStale: true }, 500)).toBe('held');
  });
});
