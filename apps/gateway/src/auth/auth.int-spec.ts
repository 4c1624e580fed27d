import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { insertKey, RunningGateway } from '../../test/running-gateway.js';
import { createTwoShops, type TwoShops } from '../../test/two-shops.js';
import { GatewayModule } from '../gateway.module.js';

let database: TestDatabase;
let gateway: RunningGateway;
let shops: TwoShops;

beforeAll(async () => {
  database = await createTestDatabase();
  gateway = await RunningGateway.start({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
  shops = await createTwoShops(database.source, gateway.environment.ENCRYPTION_KEYS);
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

describe('a key', () => {
  const agent = async (key: string): Promise<number> =>
    (await gateway.call('/v1/agent', { key })).status;

  test('that is unknown, expired or revoked opens nothing', async () => {
    const { tenantId } = shops.ours;
    const past = new Date(Date.now() - 1000);
    const expired = await insertKey(database.source, 'owner', tenantId, { expiresAt: past });
    const revoked = await insertKey(database.source, 'owner', tenantId, { revokedAt: past });
    expect(await Promise.all(['tulia_nonsense', expired, revoked].map(agent))).toEqual([
      401, 401, 401,
    ]);
  });

  test('that expires later opens what its role may', async () => {
    const { tenantId } = shops.ours;
    const expiresAt = new Date(Date.now() + 60_000);
    expect(await agent(await insertKey(database.source, 'viewer', tenantId, { expiresAt }))).toBe(
      200,
    );
  });

  test.each(['', 'Basic dXNlcjpwYXNz', 'Bearer', 'Bearer a b', `Bearer ${'a'.repeat(300)}`])(
    'is not read from "%s"',
    async (authorization) => {
      const response = await gateway.fetch('/v1/agent', { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(await response.json()).toMatchObject({ code: 'unauthenticated' });
    },
  );
});

test('health needs no key', async () => {
  expect((await gateway.call('/health/live')).status).toBe(200);
  expect((await gateway.call('/health/ready')).status).toBe(200);
});

test('a route that does not say who may call it stops the boot, and is named', async () => {
  @Controller('v1/forgotten')
  class ForgottenController {
    @Get()
    list(): string[] {
      return [];
    }
  }
  @Module({ controllers: [ForgottenController] })
  class ForgottenModule {}

  const { environment } = gateway;
  const module = await Test.createTestingModule({
    imports: [GatewayModule.forRoot(environment), ForgottenModule],
  }).compile();
  await expect(module.init()).rejects.toThrow('ForgottenController.list');
  await module.close();
});
