import { MessageEntity } from '#persistence';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHmac } from 'node:crypto';
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
let channelId: string;

const credentials = {
  appSecret: 'the-app-secret-of-meta',
  verifyToken: 'a-token-we-made-up',
  accessToken: 'EAAG-access-token',
};
const whatsApp = {
  kind: 'whatsapp_cloud',
  name: 'WhatsApp',
  settings: { phoneNumberId: '106' },
  credentials,
};

beforeAll(async () => {
  database = await createTestDatabase();
  gateway = await RunningGateway.start({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
  shop = await createShop(database.source, gateway.environment.ENCRYPTION_KEYS);
  const { body } = await create(whatsApp);
  channelId = String(body['id']);
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const create = (json: unknown): Promise<Answer<Record<string, unknown>>> =>
  gateway.call('/v1/channels', { key: shop.owner, json });

const deliver = (value: object, secret = credentials.appSecret): Promise<Response> => {
  const metadata = { phone_number_id: '106' };
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ field: 'messages', value: { metadata, ...value } }] }],
  });
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'x-hub-signature-256': `sha256=${signature}`,
  };
  return gateway.fetch(`/v1/webhooks/${channelId}`, { method: 'POST', headers, body });
};

const message = (id: string, text: string): object => ({
  ...{ id, from: '254700000001', timestamp: '1763900000', type: 'text', text: { body: text } },
});

describe('a WhatsApp channel', () => {
  test('shows its settings and none of its credentials', async () => {
    const { status, body } = await create(whatsApp);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      kind: 'whatsapp_cloud',
      deliveryGuarantee: 'at_most_once',
      settings: { phoneNumberId: '106', apiVersion: 'v23.0' },
    });
    for (const secret of Object.values(credentials)) {
      expect(JSON.stringify(body)).not.toContain(secret);
    }
  });

  test.each([
    ['without credentials', { credentials: undefined }, 400, '/credentials/accessToken'],
    [
      'with a number that is none',
      { settings: { phoneNumberId: '+1' } },
      400,
      '/settings/phoneNumberId',
    ],
    [
      'that calls a private host',
      { settings: { phoneNumberId: '1', apiBaseUrl: 'http://10.0.0.7' } },
      422,
      '/settings/apiBaseUrl',
    ],
    ['that promises too much', { deliveryGuarantee: 'exactly_once' }, 422, '/deliveryGuarantee'],
  ])('%s is refused', async (_, fields, status, field) => {
    const answer = await create({ ...whatsApp, ...fields });
    expect(answer).toMatchObject({
      status,
      body: { errors: expect.arrayContaining([expect.objectContaining({ field })]) },
    });
  });

  test('takes one credential that changes, and keeps the others', async () => {
    const { body } = await create(whatsApp);
    const path = `/v1/channels/${String(body['id'])}`;
    const confirm = (token: string): Promise<Response> =>
      gateway.fetch(
        `/v1/webhooks/${String(body['id'])}?hub.mode=subscribe&hub.challenge=42&hub.verify_token=${token}`,
      );
    expect((await confirm(credentials.verifyToken)).status).toBe(200);
    const json = { credentials: { verifyToken: 'another-token' } };
    expect((await gateway.call(path, { key: shop.owner, method: 'PATCH', json })).status).toBe(200);
    expect((await confirm(credentials.verifyToken)).status).toBe(403);
    const confirmed = await confirm('another-token');
    expect([confirmed.status, await confirmed.text()]).toEqual([200, '42']);
  });

  test('admits every message of an event, each once', async () => {
    const value = { messages: [message('wamid.1', 'Habari'), message('wamid.2', 'Are you open?')] };
    const answers = [await deliver(value), await deliver(value)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const rows = await database.source
      .getRepository(MessageEntity)
      .find({ where: { channelId }, order: { sequence: 'ASC' } });
    expect(rows.map(({ text }) => text)).toEqual(['Habari', 'Are you open?']);
    expect(rows[0]?.sentAt).toEqual(new Date(1_763_900_000_000));
  });

  test('answers an event that tells nothing with 200: it is not to come again', async () => {
    expect((await deliver({ statuses: [{ id: 'x', status: 'sent' }] })).status).toBe(200);
    expect((await deliver({ messages: [null] })).status).toBe(200);
  });

  test('believes nobody else', async () => {
    expect((await deliver({ messages: [message('wamid.3', 'x')] }, 'guessed')).status).toBe(401);
  });
});
