import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Fault, killPoints, planFaults, type PlannedFault } from './fault-plan.ts';
import { createRandom } from '../support/random.ts';
import { type PlannedMessage, planTraffic } from './traffic-plan.ts';

const faults = (seed: number, durationMs = 60_000): PlannedFault[] =>
  planFaults(createRandom(seed), {
    ...{ durationMs, everyMs: 1000, leaseMs: 2000, jobLockMs: 4000, links: 20 },
    replicas: { gateway: 2, 'agent-worker': 4, 'catalog-service': 2 },
  });
const traffic = (seed: number, messages: number): PlannedMessage[] =>
  planTraffic(createRandom(seed), { messages, durationMs: 10_000, factor: 15 });

describe('the plan of a run', () => {
  it('follows from its seed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        expect(traffic(seed, 50)).toEqual(traffic(seed, 50));
        expect(faults(seed)).toEqual(faults(seed));
      }),
      { numRuns: 20 },
    );
    expect(faults(1)).not.toEqual(faults(2));
  });

  it('has as many messages as asked for, about 60 % of them delivered again', () => {
    const planned = traffic(1, 2000);
    expect(new Set(planned.map(({ id }) => id)).size).toBe(2000);
    const repeated = planned.filter(({ deliveries }) => deliveries.length > 1).length;
    expect(repeated / 2000).toBeGreaterThan(0.55);
    expect(repeated / 2000).toBeLessThan(0.65);
  });

  it('comes to every edge of the state machine and every kind of fault', () => {
    const planned = faults(1).map(({ fault }) => fault);
    const points = planned.flatMap((fault) => (fault.kind === 'kill-point' ? [fault.point] : []));
    expect(new Set(points)).toEqual(new Set(Object.keys(killPoints)));
    const kinds: Fault['kind'][] = [
      ...(['kill', 'freeze', 'kill-point', 'partition', 'provider-busy', 'model-fails'] as const),
      ...(['kill-during-model-call', 'freeze-during-model-call'] as const),
      ...(['human-takes-over'] as const),
      ...(['kill-after-provider-took', 'redis-restarted-empty', 'redis-hangs'] as const),
      'postgres-restarted',
    ];
    expect(new Set(planned.map(({ kind }) => kind))).toEqual(new Set(kinds));
  });
});
