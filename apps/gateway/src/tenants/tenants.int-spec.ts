import { type Page } from '#contracts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { insertKey, RunningGateway } from '../../test/running-gateway.js';

let database: TestDatabase;
let gateway: RunningGateway;
let platform: string;

beforeAll(async () => {
  database = await createTestDatabase();
  gateway = await RunningGateway.start({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
  platform = await insertKey(database.source, 'platform', null);
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

interface CreatedTenant {
  id: string;
  ownerKey: string;
}

const create = async (json: unknown): Promise<CreatedTenant> => {
  const { status, body } = await gateway.call<CreatedTenant>('/v1/tenants', {
    key: platform,
    json,
  });
  expect(status).toBe(201);
  return body;
};

test('a new tenant has settings, an agent and an owner who can set it up', async () => {
  const { id, ownerKey } = await create({
    name: 'Duka la Mimea',
    settings: { timezone: 'Africa/Nairobi', currency: 'KES' },
  });
  const { body } = await gateway.call(`/v1/tenants/${id}`, { key: ownerKey });
  expect(body).toMatchObject({
    id,
    name: 'Duka la Mimea',
    settings: { timezone: 'Africa/Nairobi', language: 'en', currency: 'KES' },
  });
  expect(body).not.toHaveProperty('ownerKey');
  const agent = await gateway.call('/v1/agent', { key: ownerKey });
  expect(agent).toMatchObject({ status: 200, body: { name: 'Assistant' } });
});

test('an owner changes name and settings, field by field', async () => {
  const { id, ownerKey: key } = await create({ name: 'Before' });
  const changed = await gateway.call(`/v1/tenants/${id}`, {
    method: 'PATCH',
    key,
    json: { settings: { language: 'fr' } },
  });
  expect(changed.body).toMatchObject({
    name: 'Before',
    settings: { language: 'fr', currency: 'USD' },
  });
  const renamed = await gateway.call(`/v1/tenants/${id}`, {
    method: 'PATCH',
    key,
    json: { name: 'After' },
  });
  expect(renamed.body).toMatchObject({ name: 'After', settings: { language: 'fr' } });
});

test('the platform pages through tenants, newest first', async () => {
  const made: string[] = [];
  for (const name of ['one', 'two', 'three']) made.unshift((await create({ name })).id);
  const listed = await gateway.all<{ id: string }>('/v1/tenants', platform, 2);
  const ids = listed.map(({ id }) => id);
  expect(ids.slice(0, 3)).toEqual(made);
  expect(new Set(ids).size).toBe(ids.length);
});

test.each<[string, unknown, string]>([
  ['a blank name', { name: '  ' }, '/name'],
  ['an unknown field', { name: 'Shop', plan: 'gold' }, '/plan'],
  [
    'a timezone that is none',
    { name: 'Shop', settings: { timezone: 'Mars/Base' } },
    '/settings/timezone',
  ],
  [
    'a currency that is none',
    { name: 'Shop', settings: { currency: 'kes' } },
    '/settings/currency',
  ],
  ['no body', undefined, ''],
])('%s is malformed, and named', async (_, json, field) => {
  const answer = await gateway.call('/v1/tenants', { method: 'POST', key: platform, json });
  expect(answer).toMatchObject({ status: 400, body: { code: 'malformed', errors: [{ field }] } });
});

test.each(['limit=0', 'limit=201', 'limit=many', 'cursor=nonsense'])(
  'the query %s is malformed, and the parameter named',
  async (query) => {
    const { status, body } = await gateway.call<{ errors: unknown }>(`/v1/tenants?${query}`, {
      key: platform,
    });
    expect({ status, errors: body.errors }).toMatchObject({
      status: 400,
      errors: [{ field: query.split('=')[0] }],
    });
  },
);

test('an unknown cursor position is just past the end', async () => {
  const cursor = Buffer.from('["00000000-0000-7000-8000-000000000000"]').toString('base64url');
  const { body } = await gateway.call<Page<unknown>>(`/v1/tenants?cursor=${cursor}`, {
    key: platform,
  });
  expect(body).toEqual({ items: [], nextCursor: null });
});
