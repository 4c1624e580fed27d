import { ApiKeyEntity } from '#persistence';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { type Answer, RunningGateway } from '../../test/running-gateway.js';
import { createShop, type Shop } from '../../test/two-shops.js';

let database: TestDatabase;
let gateway: RunningGateway;
let shop: Shop;

beforeAll(async () => {
  database = await createTestDatabase();
  gateway = await RunningGateway.start({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
  shop = await createShop(database.source, gateway.environment.ENCRYPTION_KEYS);
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

interface CreatedKey {
  id: string;
  key: string;
  prefix: string;
}

const create = (json: unknown): Promise<Answer<CreatedKey>> =>
  gateway.call<CreatedKey>('/v1/keys', { key: shop.owner, json });

const statusWith = async (key: string): Promise<number> =>
  (await gateway.call('/v1/conversations', { key })).status;

test('a new key works, is shown once, and is stored as a hash only', async () => {
  const { status, body } = await create({ name: 'Inbox app', role: 'operator' });
  expect(status).toBe(201);
  expect(body).toMatchObject({ name: 'Inbox app', role: 'operator', revokedAt: null });
  expect(body.key.startsWith(body.prefix)).toBe(true);
  expect(await statusWith(body.key)).toBe(200);
  const listed = await gateway.call('/v1/keys', { key: shop.owner });
  expect(JSON.stringify(listed.body)).toContain(body.prefix);
  expect(JSON.stringify(listed.body)).not.toContain(body.key);
  const rows = await database.source.getRepository(ApiKeyEntity).find();
  expect(JSON.stringify(rows)).not.toContain(body.key);
});

test('a revoked key stops working at once; revoking again changes nothing', async () => {
  const { body } = await create({ name: 'Old laptop', role: 'viewer' });
  const revoke = (): Promise<Answer<unknown>> =>
    gateway.call(`/v1/keys/${body.id}`, { method: 'DELETE', key: shop.owner });
  expect((await revoke()).status).toBe(204);
  expect(await statusWith(body.key)).toBe(401);
  const revokedAt = async (): Promise<Date | null | undefined> =>
    (await database.source.getRepository(ApiKeyEntity).findOneBy({ id: body.id }))?.revokedAt;
  const first = await revokedAt();
  expect(first).toBeInstanceOf(Date);
  expect((await revoke()).status).toBe(204);
  expect(await revokedAt()).toEqual(first);
});

test('a key cannot revoke itself', async () => {
  const { body } = await create({ name: 'Second owner', role: 'owner' });
  const answer = await gateway.call(`/v1/keys/${body.id}`, { method: 'DELETE', key: body.key });
  expect(answer).toMatchObject({ status: 409, body: { code: 'conflict' } });
  expect(await statusWith(body.key)).toBe(200);
});

test.each<[string, unknown, string]>([
  ['for the platform', { name: 'x', role: 'platform' }, '/role'],
  [
    'that has expired already',
    { name: 'x', role: 'viewer', expiresAt: '2020-01-01T00:00:00Z' },
    '/expiresAt',
  ],
  ['without a name', { role: 'viewer' }, '/name'],
])('a key %s is refused', async (_, json, field) => {
  expect(await create(json)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
});

test('a key is rotated: the new one works, the old one until its grace is over', async () => {
  const { body: old } = await create({ name: 'Till', role: 'viewer' });
  const rotate = (id: string, graceSeconds: number): Promise<Answer<CreatedKey>> =>
    gateway.call<CreatedKey>(`/v1/keys/${id}/rotate`, { key: shop.owner, json: { graceSeconds } });
  const second = await rotate(old.id, 3600);
  expect(second).toMatchObject({ status: 201, body: { name: 'Till', role: 'viewer' } });
  expect([await statusWith(old.key), await statusWith(second.body.key)]).toEqual([200, 200]);
  const third = await rotate(second.body.id, 0);
  expect([await statusWith(second.body.key), await statusWith(third.body.key)]).toEqual([401, 200]);
  expect(await rotate(second.body.id, 0)).toMatchObject({ status: 409 });
});
