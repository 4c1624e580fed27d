import { describe, expect, it } from '@jest/globals';
import { planTraffic } from './traffic-plan.js';

const questions = Array.from({ length: 40 }, (_, index) => `question ${index}`);
const options = { seed: 1, tenants: 50, messages: 20_000, writeShare: 0.01, questions };
const count = (values: readonly (number | string)[]): number[] =>
  [...Map.groupBy(values, (value) => value).values()]
    .map((group) => group.length)
    .sort((a, b) => b - a);

describe('the planned traffic', () => {
  const plan = planTraffic(options);
  const asked = plan.filter((step) => 'question' in step);
  const written = plan.filter((step) => 'change' in step);

  it('is the same for the same seed, and another for another', () => {
    expect(planTraffic(options)).toEqual(plan);
    expect(planTraffic({ ...options, seed: 2 })).not.toEqual(plan);
  });

  it('has as many messages as were asked for, and a change for every hundredth', () => {
    expect(asked).toHaveLength(20_000);
    expect(written.length).toBeGreaterThan(150);
    expect(written.length).toBeLessThan(250);
  });

  it('gives the first tenant twice the messages of the second, thrice those of the third', () => {
    const [first = 0, second = 0, third = 0] = count(asked.map(({ tenant }) => tenant));
    expect(first / second).toBeGreaterThan(1.7);
    expect(first / second).toBeLessThan(2.3);
    expect(first / third).toBeGreaterThan(2.6);
    expect(first / third).toBeLessThan(3.4);
  });

  it('has favourite questions, other ones for each tenant', () => {
    const favourite = (of: number): string | undefined => {
      const mine = asked.filter(({ tenant }) => tenant === of).map(({ question }) => question);
      const [most = 0] = count(mine);
      return mine.find((text) => mine.filter((other) => other === text).length === most);
    };
    expect(new Set([0, 1, 2, 3, 4, 5].map(favourite)).size).toBeGreaterThan(3);
  });
});
