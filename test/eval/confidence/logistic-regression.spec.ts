import { describe, expect, it } from '@jest/globals';
import { type Example, fit, logLoss, probability } from './logistic-regression.js';

/** 0 to 1 in steps; true as often as `σ(8 x − 4)` says, nine at each step. */
const examples: Example[] = Array.from({ length: 11 }, (_, step) => step / 10).flatMap((x) =>
  Array.from({ length: 9 }, (_, index) => ({
    features: [x],
    holds: (index + 0.5) / 9 < probability([-4, 8], [x]),
  })),
);

describe('logistic regression', () => {
  it('finds the weights the examples came from', () => {
    const [constant, weight] = fit(examples);
    expect(constant).toBeGreaterThan(-5);
    expect(constant).toBeLessThan(-3);
    expect(weight).toBeGreaterThan(7);
    expect(weight).toBeLessThan(10);
  });

  it('is less surprised by them than a coin', () => {
    const weights = fit(examples);
    const fitted = logLoss(examples, (features) => probability(weights, features));
    expect(logLoss(examples, () => 0.5)).toBeCloseTo(Math.LN2);
    expect(fitted).toBeLessThan(Math.LN2 / 1.5);
  });

  it('is surprised, and not without bound, where it was sure of the wrong', () => {
    expect(logLoss([{ features: [], holds: false }], () => 1)).toBeCloseTo(Math.log(1e6));
  });
});
