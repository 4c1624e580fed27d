import { describe, expect, it } from '@jest/globals';
import { ChangeRate } from './change-rate.js';

describe('ChangeRate', () => {
  const changedAt = (...times: number[]): ChangeRate => {
    const rate = new ChangeRate();
    for (const time of times) rate.note('g', time);
    return rate;
  };

  it('says nothing until it has seen three intervals', () => {
    expect(changedAt(0, 10, 20).interval('g', 20)).toBeUndefined();
    expect(changedAt(0, 10, 20, 30).interval('g', 30)).toBe(10);
  });

  it('follows a change of pace', () => {
    const slowing = changedAt(0, 10, 20, 30, 130, 230, 330, 430);
    expect(slowing.interval('g', 430)).toBeGreaterThan(70);
  });

  it('counts a long silence', () => {
    expect(changedAt(0, 10, 20, 30).interval('g', 5030)).toBe(5000);
  });

  it('forgets the group that changed longest ago rather than growing without bound', () => {
    const rate = changedAt(0, 10, 20, 30);
    for (let group = 0; group < 10_000; group++) rate.note(`other ${group}`, 40);
    expect(rate.interval('g', 40)).toBeUndefined();
  });
});
