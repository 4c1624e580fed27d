import { ChannelEntity, SecretBox } from '#persistence';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { signedRequest } from '../../../../test/support/signed-webhook.js';
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

interface CreatedChannel {
  id: string;
  secret: string;
}

const webhook = {
  kind: 'webhook',
  name: 'Shop system',
  deliveryUrl: 'https://shop.example/replies',
};

const create = (json: unknown): Promise<Answer<CreatedChannel>> =>
  gateway.call<CreatedChannel>('/v1/channels', { key: shop.owner, json });

const change = (id: string, json: unknown): Promise<Answer<Record<string, unknown>>> =>
  gateway.call(`/v1/channels/${id}`, { method: 'PATCH', key: shop.owner, json });

const deliver = async (id: string, secret: string): Promise<number> => {
  const request = signedRequest(secret, { from: { id: '1' }, text: 'Hello' });
  return (await gateway.fetch(`/v1/webhooks/${id}`, request)).status;
};

const newSecret = (bytes = 32): string => `whsec_${randomBytes(bytes).toString('base64')}`;

describe('a webhook channel', () => {
  test('gets a secret of its own, shown once, sealed at rest, and takes what it signs', async () => {
    const { status, body } = await create(webhook);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...{ ...webhook, active: true, turnWindowMs: null },
      ...{ deliveryGuarantee: 'exactly_once', fingerprintWindowMs: null },
    });
    expect(Buffer.from(body.secret.slice(6), 'base64')).toHaveLength(32);
    expect(await deliver(body.id, body.secret)).toBe(202);
    for (const path of [`/v1/channels/${body.id}`, '/v1/channels']) {
      const shown = await gateway.call(path, { key: shop.owner });
      expect(JSON.stringify(shown.body)).not.toMatch(/secret|whsec/i);
    }
    const row = await database.source.getRepository(ChannelEntity).findOneByOrFail({ id: body.id });
    const sealed = row.secretSealed ?? Buffer.alloc(0);
    expect(sealed.includes(body.secret.slice(6))).toBe(false);
    expect(new SecretBox(gateway.environment.ENCRYPTION_KEYS).open(sealed)).toBe(body.secret);
  });

  test('takes a secret that is given, and a new one later', async () => {
    const secret = newSecret(24);
    const { body } = await create({ ...webhook, secret });
    expect(body.secret).toBe(secret);
    const next = newSecret(64);
    const changed = await change(body.id, { secret: next });
    expect(changed.status).toBe(200);
    expect(changed.body).not.toHaveProperty('secret');
    expect(await deliver(body.id, secret)).toBe(401);
    expect(await deliver(body.id, next)).toBe(202);
  });

  test('is changed field by field; null goes back to the agent’s setting', async () => {
    const { body } = await create({ ...webhook, turnWindowMs: 0, newMessagePolicy: 'supersede' });
    expect(body).toMatchObject({ turnWindowMs: 0, newMessagePolicy: 'supersede' });
    const changed = await change(body.id, { name: 'Renamed', turnWindowMs: null });
    expect(changed.body).toMatchObject({
      ...webhook,
      name: 'Renamed',
      turnWindowMs: null,
      newMessagePolicy: 'supersede',
    });
  });

  test('chooses what is promised of deliveries, and for how long the same is the same', async () => {
    const chosen = { deliveryGuarantee: 'at_most_once', fingerprintWindowMs: 1000 };
    const { body } = await create({ ...webhook, ...chosen });
    expect(body).toMatchObject(chosen);
    const others = { deliveryGuarantee: 'at_least_once', fingerprintWindowMs: 86_400_000 };
    expect((await change(body.id, others)).body).toMatchObject(others);
    const off = await change(body.id, { fingerprintWindowMs: null });
    expect(off.body).toMatchObject({ ...others, fingerprintWindowMs: null });
    expect((await gateway.call(`/v1/channels/${body.id}`, { key: shop.owner })).body).toEqual(
      off.body,
    );
  });

  test('that is switched off takes nothing', async () => {
    const { body } = await create(webhook);
    await change(body.id, { active: false });
    expect(await deliver(body.id, body.secret)).toBe(404);
  });
});

test('a web chat has neither secret, delivery URL nor guarantee', async () => {
  const { status, body } = await create({ kind: 'web_chat', name: 'Site' });
  expect(status).toBe(201);
  expect(body).toMatchObject({ kind: 'web_chat', deliveryUrl: null });
  expect(body).not.toHaveProperty('secret');
  const refused = { status: 422, body: { errors: [{ field: '/deliveryUrl' }] } };
  expect(await change(body.id, { deliveryUrl: 'https://shop.example' })).toMatchObject(refused);
  expect(await create({ ...webhook, kind: 'web_chat' })).toMatchObject(refused);
  const guarantee = { deliveryGuarantee: 'at_most_once' };
  const unsupported = { status: 422, body: { errors: [{ field: '/deliveryGuarantee' }] } };
  expect(await change(body.id, guarantee)).toMatchObject(unsupported);
  const chat = { kind: 'web_chat', name: 'Site' };
  expect(await create({ ...chat, ...guarantee })).toMatchObject(unsupported);
  const filtered = { ...chat, fingerprintWindowMs: 5000 };
  expect(await create(filtered)).toMatchObject({ status: 201, body: filtered });
});

test.each<[string, object, number, string]>([
  ['with what only a webhook has', { ...webhook, kind: 'whatsapp_cloud' }, 422, '/deliveryUrl'],
  ['of an unknown kind', { ...webhook, kind: 'pigeon' }, 422, '/kind'],
  ['with nowhere to deliver', { kind: 'webhook', name: 'x' }, 400, '/deliveryUrl'],
  [
    'that delivers to a private host',
    { ...webhook, deliveryUrl: 'http://10.0.0.7/' },
    422,
    '/deliveryUrl',
  ],
  ['that delivers by ftp', { ...webhook, deliveryUrl: 'ftp://shop.example/' }, 400, '/deliveryUrl'],
  ['with a short secret', { ...webhook, secret: newSecret(23) }, 400, '/secret'],
  ['with a long secret', { ...webhook, secret: newSecret(65) }, 400, '/secret'],
  ['with a secret of another form', { ...webhook, secret: 'hunter2' }, 400, '/secret'],
  ['with an unknown field', { ...webhook, tenantId: 'x' }, 400, '/tenantId'],
  ['with an unknown guarantee', { ...webhook, deliveryGuarantee: 'x' }, 400, '/deliveryGuarantee'],
  [
    'with a blink of a window',
    { ...webhook, fingerprintWindowMs: 999 },
    400,
    '/fingerprintWindowMs',
  ],
  [
    'with a window of days',
    { ...webhook, fingerprintWindowMs: 86_400_001 },
    400,
    '/fingerprintWindowMs',
  ],
  ['with an endless window', { ...webhook, turnWindowMs: 60_001 }, 400, '/turnWindowMs'],
])('a channel %s is refused, and the field named', async (_, json, status, field) => {
  expect(await create(json)).toMatchObject({ status, body: { errors: [{ field }] } });
});

test('a private host that the operator allows may be delivered to', async () => {
  expect((await create({ ...webhook, deliveryUrl: 'http://127.0.0.1:9/' })).status).toBe(201);
});

test('a change that names nothing is malformed', async () => {
  const { body } = await create(webhook);
  expect((await change(body.id, {})).status).toBe(400);
});
