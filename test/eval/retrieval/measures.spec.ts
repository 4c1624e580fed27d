import { describe, expect, it } from '@jest/globals';
import { meanReciprocalRank, placeOf, recallAt } from './measures.js';

describe('measures of retrieval', () => {
  it('take the first source that answers', () => {
    expect(placeOf(['a', 'b', 'c'], ['c', 'b'])).toBe(2);
    expect(placeOf(['a'], ['b'])).toBeUndefined();
  });

  it('count what is among the first few', () => {
    expect(recallAt(5, [1, 5, 6, undefined])).toBe(0.5);
    expect(recallAt(5, [])).toBe(0);
  });

  it('count a place the less the later it is', () => {
    expect(meanReciprocalRank([1, 2, undefined, 4])).toBe(1.75 / 4);
  });
});
