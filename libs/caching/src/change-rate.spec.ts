import { describe, expect, it } from '@jest/globals';
import { ChangeRate } from './change-rate.js';

describe('ChangeRate', () => {
  const changedAt = (...times: number[]): ChangeRate => {
    const rate = new ChangeRate();
    for (const time of times) rate.note('g', time);
    return rate;
  };

  it('says nothing until it has seen three intervals', () => {
    expect(changedAt(0, 100, 200).interval('g', 200)).toBeUndefined();
    expect(changedAt(0, 100, 200, 300).interval('g', 300)).toBe(100);
  });

  it('follows a change of pace', () => {
    const slowing = changedAt(0, 100, 200, 300, 1300, 2300, 3300, 4300);
    expect(slowing.interval('g', 4300)).toBeGreaterThan(700);
  });

  it('counts a long silence', () => {
    expect(changedAt(0, 100, 200, 300).interval('g', 5300)).toBe(5000);
  });

  it('takes what several processes tell of one change for one', () => {
    const told = changedAt(0, 1, 2, 1000, 1003, 1020, 2000, 2049, 3000);
    expect(told.interval('g', 3000)).toBe(1000);
  });

  it('forgets the group that changed longest ago rather than growing without bound', () => {
    const rate = changedAt(0, 100, 200, 300);
    for (let group = 0; group < 10_000; group++) rate.note(`other ${group}`, 400);
    expect(rate.interval('g', 400)).toBeUndefined();
  });
});
