import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeLeases } from '../../test/leases.contract.js';
import { RedisLeaseFixture } from '../../test/redis-lease-fixture.js';
import { RedisServers } from '../../test/redis-servers.js';

describe.each([
  { name: 'on one Redis', nodes: 1, down: 0 },
  { name: 'on three Redis', nodes: 3, down: 0 },
  { name: 'on three Redis, one of them down', nodes: 3, down: 1 },
])('$name', ({ name, nodes, down }) => {
  let servers: RedisServers;

  beforeAll(async () => {
    servers = await RedisServers.start(nodes);
    for (let index = 0; index < down; index++) await servers.stop(index);
  });

  afterAll(async () => {
    await servers[Symbol.asyncDispose]();
  });

  describeLeases(name, () => Promise.resolve(new RedisLeaseFixture(servers.urls)));
});
