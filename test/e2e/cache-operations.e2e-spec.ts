import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { Suite } from '../support/suite.js';

interface Overview {
  complete: boolean;
  processes: { process: string }[];
  families: Record<string, { loads: number; invalidations: Record<string, number> }>;
}

let suite: Suite;

beforeAll(async () => {
  suite = await Suite.start({ TURN_WINDOW_MS: '100' }, { catalogs: 2, gateways: 2 });
}, 60_000);
afterAll(async () => suite?.[Symbol.asyncDispose]());

const overview = (): Promise<Overview> =>
  suite.get<Overview>('/v1/operations/cache', suite.demo.platformKey);

it('the caches of all replicas are seen and emptied through any gateway', async () => {
  const { messageId } = await suite.post('Are you open on Saturdays?', { from: 'cached' });
  await eventually('an answer', () => suite.receiver.answersTo(messageId)[0]);
  const before = await eventually('every replica answers', async () => {
    const seen = await overview();
    return seen.processes.length === 4 && seen;
  });
  expect(before.complete).toBe(true);
  const services = before.processes.map(({ process }) => process.split(':')[0]).sort();
  expect(services).toEqual(['catalog-service', 'catalog-service', 'gateway', 'gateway']);
  expect(before.families['query']?.loads).toBeGreaterThan(0);
  const order = { family: 'query', reason: 'a test' };
  expect(await suite.operate('/v1/operations/cache/invalidate', order)).toEqual({
    tenants: 1,
    told: true,
    note: null,
  });
  const { invalidations } = await suite.get<{ invalidations: { reason: string }[] }>(
    '/v1/operations/cache',
  );
  expect(invalidations[0]?.reason).toMatch(/^operator: key:.*: a test$/);
  await eventually(
    'the order is counted',
    async () => (await overview()).families['query']?.invalidations['operator'] === 1,
  );
});
