import { describe, expect, it } from '@jest/globals';
import { planServices } from './plan.js';

describe('the plan of services', () => {
  it('starts catalogs, then workers, then gateways, each with ports of its own', async () => {
    const plan = await planServices({ gateways: 2, workers: 3, catalogs: 2 }, 0);
    expect(plan.services.map(({ name }) => name)).toEqual([
      'catalog-service',
      'catalog-service-2',
      'agent-worker',
      'agent-worker-2',
      'agent-worker-3',
      'gateway',
      'gateway-2',
    ]);
    const listening = plan.services
      .map(({ environment }) => environment['GRPC_LISTEN'])
      .slice(0, 2);
    expect(plan.grpcUrl).toBe(`ipv4:${listening.join(',')}`);
    const ports = [
      ...plan.services.map(({ port }) => port),
      ...listening.map((address) => Number(address?.split(':')[1])),
    ];
    expect(new Set(ports).size).toBe(9);
  });

  it('names a single catalog-service plainly', async () => {
    const plan = await planServices({ gateways: 1, workers: 1, catalogs: 1 }, 0);
    expect(plan.grpcUrl).toBe(plan.services[0]?.environment['GRPC_LISTEN']);
    expect(plan.gatewayUrls).toEqual([`http://127.0.0.1:${plan.services[2]?.port}`]);
  });
});
