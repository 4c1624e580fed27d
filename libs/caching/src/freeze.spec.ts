import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deepFreeze } from './freeze.js';

const isFrozenThrough = (value: unknown): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (Object.isFrozen(value) && Object.values(value).every(isFrozenThrough));

describe('deepFreeze', () => {
  it('freezes whatever JSON can carry, at every depth', () => {
    fc.assert(fc.property(fc.json(), (json) => isFrozenThrough(deepFreeze(JSON.parse(json)))));
  });

  it('leaves typed arrays as they are', () => {
    const vector = deepFreeze({ vector: new Float32Array([1, 2]) });
    expect(vector.vector).toHaveLength(2);
  });
});
