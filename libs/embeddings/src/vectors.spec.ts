import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { quantised, unitVector } from './vectors.js';

const value = fc.double({ min: -1, max: 1, noNaN: true });
const vectorOf512 = fc
  .array(value, { minLength: 512, maxLength: 512 })
  .filter((values) => Math.hypot(...values) > 0.1);

const dot = (one: ArrayLike<number>, other: ArrayLike<number>): number =>
  Array.from(one).reduce((sum, part, index) => sum + part * (other[index] ?? 0), 0);

describe('a vector', () => {
  it('is brought to length 1, whatever its length was', () => {
    fc.assert(
      fc.property(vectorOf512, (values) => {
        expect(dot(unitVector(values), unitVector(values))).toBeCloseTo(1, 4);
      }),
    );
    expect([...unitVector([0, 0])]).toEqual([0, 0]);
  });

  it('keeps its angle to others in one byte a dimension', () => {
    fc.assert(
      fc.property(vectorOf512, vectorOf512, (values, others) => {
        const [one, other] = [unitVector(values), unitVector(others)];
        const bytes = quantised(other);
        const cosine = dot(one, bytes) / Math.sqrt(dot(bytes, bytes));
        expect(Math.abs(cosine - dot(one, other))).toBeLessThan(0.02);
      }),
    );
    expect([...quantised(new Float32Array(2))]).toEqual([0, 0]);
  });
});
