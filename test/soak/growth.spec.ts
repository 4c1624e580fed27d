import { describe, expect, it } from '@jest/globals';
import { growth } from './growth.js';

const mebibyte = 2 ** 20;
const samplesOf = (count: number, bytes: (turn: number) => number) =>
  Array.from({ length: count }, (_, turn) => ({ heap: bytes(turn), rss: bytes(turn) }));

describe('growth', () => {
  it('is none while memory goes up and down', () => {
    const { heap, rss } = growth(samplesOf(20, (turn) => (100 + (turn % 3)) * mebibyte));
    expect([heap.passed, rss.passed]).toEqual([true, true]);
  });

  it('is none if only warm-up took memory', () => {
    const { heap } = growth(samplesOf(20, (turn) => Math.min(turn, 5) * 20 * mebibyte));
    expect(heap.passed).toBe(true);
  });

  it('is seen when every turn leaves something behind', () => {
    const { heap, rss } = growth(samplesOf(20, (turn) => (100 + 4 * turn) * mebibyte));
    expect([heap.passed, rss.passed]).toEqual([false, false]);
    expect(heap.to).toBeGreaterThan(heap.from);
  });
});
