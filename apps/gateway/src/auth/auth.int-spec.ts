import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Controller, Get, Module, RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { v7 as uuidv7 } from 'uuid';
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

type Role = 'platform' | 'owner' | 'operator' | 'viewer';
const everyone: Role[] = ['platform', 'owner', 'operator', 'viewer'];

const id = uuidv7();

/** Who gets past the guard; the others get 403. */
const routes: Record<string, Role[]> = {
  'GET /v1/tenants': ['platform'],
  'POST /v1/tenants': ['platform'],
  [`GET /v1/tenants/${id}`]: ['platform', 'owner'],
  [`PATCH /v1/tenants/${id}`]: ['platform', 'owner'],
  'GET /v1/keys': ['owner'],
  'POST /v1/keys': ['owner'],
  [`DELETE /v1/keys/${id}`]: ['owner'],
  'GET /v1/channels': ['owner', 'operator'],
  [`GET /v1/channels/${id}`]: ['owner', 'operator'],
  'POST /v1/channels': ['owner'],
  [`PATCH /v1/channels/${id}`]: ['owner'],
  'GET /v1/agent': ['owner', 'operator', 'viewer'],
  'PATCH /v1/agent': ['owner'],
  ...Object.fromEntries(
    ['products', 'services', 'knowledge'].flatMap((items): [string, Role[]][] => [
      [`GET /v1/${items}`, ['owner', 'operator', 'viewer']],
      [`GET /v1/${items}/${id}`, ['owner', 'operator', 'viewer']],
      [`POST /v1/${items}`, ['owner', 'operator']],
      [`PATCH /v1/${items}/${id}`, ['owner', 'operator']],
      [`DELETE /v1/${items}/${id}`, ['owner', 'operator']],
    ]),
  ),
  'GET /v1/conversations': ['owner', 'operator', 'viewer'],
  [`GET /v1/conversations/${id}`]: ['owner', 'operator', 'viewer'],
  [`GET /v1/conversations/${id}/messages`]: ['owner', 'operator', 'viewer'],
  [`GET /v1/conversations/${id}/interactions`]: ['owner', 'operator', 'viewer'],
  ...Object.fromEntries(
    ['handoff', 'return', 'close', 'replies'].map((action): [string, Role[]] => [
      `POST /v1/conversations/${id}/${action}`,
      ['owner', 'operator'],
    ]),
  ),
  'GET /v1/unanswered-questions': ['owner', 'operator', 'viewer'],
  [`POST /v1/unanswered-questions/${id}/draft`]: ['owner', 'operator'],
  [`POST /v1/unanswered-questions/${id}/dismiss`]: ['owner', 'operator'],
  'GET /v1/messages': ['owner', 'operator', 'viewer'],
  [`GET /v1/messages/${id}/state`]: ['owner', 'operator', 'viewer'],
  [`GET /v1/messages/${id}/audit`]: ['owner', 'operator', 'viewer'],
  [`POST /v1/messages/${id}/replay`]: ['owner', 'operator'],
  'GET /v1/operations/locks': ['owner', 'operator', 'viewer', 'platform'],
  'DELETE /v1/operations/locks/:key': ['owner', 'operator', 'platform'],
  'GET /v1/operations/cache': ['owner', 'operator', 'viewer', 'platform'],
  'GET /v1/operations/cache/entry': ['owner', 'operator', 'viewer', 'platform'],
  'POST /v1/operations/cache/invalidate': ['owner', 'operator', 'platform'],
  'POST /v1/operations/cache/warm': ['owner', 'operator', 'platform'],
};

const keyOf = (role: Role): string => (role === 'platform' ? shops.platform : shops.ours[role]);

const ask = async (route: string, key?: string): Promise<number> => {
  const [method = '', path = ''] = route.split(' ');
  // An empty patch or resource is malformed: getting that far means having been let in.
  const json = method === 'POST' || method === 'PATCH' ? {} : undefined;
  return (await gateway.call(path, { method, json, ...(key === undefined ? {} : { key }) })).status;
};

describe.each(Object.entries(routes))('%s', (route, allowed) => {
  test(`is for ${allowed.join(', ')} only`, async () => {
    const admitted: Role[] = [];
    for (const role of everyone) {
      const status = await ask(route, keyOf(role));
      expect(status).not.toBe(401);
      if (status !== 403) admitted.push(role);
    }
    expect(admitted.sort()).toEqual([...allowed].sort());
  });

  test('needs a key', async () => {
    expect(await ask(route)).toBe(401);
  });
});

test.each(Object.entries(routes).filter(([route]) => route.startsWith('POST')))(
  '%s honours an Idempotency-Key',
  async (route, [role = 'owner']) => {
    const path = route.replace('POST ', '');
    const headers = { 'idempotency-key': 'x'.repeat(256) };
    const { status, body } = await gateway.call(path, { json: {}, key: keyOf(role), headers });
    expect([status, body]).toMatchObject([400, { errors: [{ field: 'Idempotency-Key' }] }]);
  },
);

/** `GET /v1/tenants/:id` …, from what Nest's decorators say. */
const servedRoutes = (): string[] => {
  const discovery = gateway.app.get(DiscoveryService, { strict: false });
  return discovery.getControllers().flatMap(({ instance, metatype }) => {
    const controller = instance as Record<string, object>;
    const base = Reflect.getMetadata('path', metatype as object) as string;
    return new MetadataScanner()
      .getAllMethodNames(Object.getPrototypeOf(controller) as object)
      .map((name) => controller[name] as object)
      .filter((handler) => Reflect.hasMetadata('method', handler))
      .map((handler) => {
        const method = RequestMethod[Reflect.getMetadata('method', handler) as number] ?? '';
        const path = Reflect.getMetadata('path', handler) as string;
        return `${method} /${base}${path === '/' ? '' : `/${path}`}`;
      });
  });
};

test('every route of the application is in this matrix, or public', () => {
  const open = [
    'POST /v1/webhooks/:channelId',
    'POST /v1/chat/:channelId/messages',
    'GET /v1/chat/:channelId/stream',
    'GET /health/live',
    'GET /health/ready',
    'GET /metrics',
  ];
  const served = servedRoutes().map((route) => route.replace(':id', id));
  expect(served.sort()).toEqual([...Object.keys(routes), ...open].sort());
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
