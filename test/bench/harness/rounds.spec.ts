import { describe, expect, it } from '@jest/globals';
import { inRounds } from './rounds.js';

describe('rounds', () => {
  it('measure everyone once in each, another one first each time', async () => {
    const order: string[] = [];
    const samples = await inRounds(['a', 'b', 'c'], 4, (name) => Promise.resolve(order.push(name)));
    expect(order.join('')).toBe('abc' + 'bca' + 'cab' + 'abc');
    expect(samples.get('a')).toEqual([1, 6, 8, 10]);
    expect([...samples.values()].map(({ length }) => length)).toEqual([4, 4, 4]);
  });
});
