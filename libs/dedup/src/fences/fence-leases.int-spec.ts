import { afterAll, beforeAll, describe } from '@jest/globals';
import { FenceLeaseFixture } from '../../test/fence-lease-fixture.js';
import { describeLeases } from '../../test/leases.contract.js';
import { RedisServers } from '../../test/redis-servers.js';

const databaseUrl = process.env.TEST_DATABASE_URL;

describeLeases('on PostgreSQL alone', () => FenceLeaseFixture.create(databaseUrl));

describe.each([
  { name: 'on one Redis and PostgreSQL', down: false },
  { name: 'on one Redis that is down and PostgreSQL', down: true },
])('$name', ({ name, down }) => {
  let servers: RedisServers;

  beforeAll(async () => {
    servers = await RedisServers.start(1);
    if (down) await servers.stop(0);
  });

  afterAll(async () => {
    await servers[Symbol.asyncDispose]();
  });

  describeLeases(name, () => FenceLeaseFixture.create(databaseUrl, servers.urls));
});
