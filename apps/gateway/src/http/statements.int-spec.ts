import { type Page } from '#contracts';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { DataSource } from 'typeorm';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { insertReply } from '../../test/replies.js';
import { RunningGateway } from '../../test/running-gateway.js';
import { createTwoShops, type TwoShops } from '../../test/two-shops.js';
import { Admissions } from '../admissions/admissions.service.js';

let database: TestDatabase;
let gateway: RunningGateway;
let shops: TwoShops;
let conversation: string;
let message: string;

beforeAll(async () => {
  database = await createTestDatabase();
  gateway = await RunningGateway.start({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
  shops = await createTwoShops(database.source, gateway.environment.ENCRYPTION_KEYS);
  const { tenantId, channelId, owner: key } = shops.ours;
  const admissions = gateway.app.get(Admissions, { strict: false });
  const answers: string[] = [];
  for (const text of ['one', 'two', 'three']) {
    const { messageId } = await admissions.admit(
      { tenantId, id: channelId },
      { providerMessageId: text, from: { id: 'customer' }, text, attachments: [] },
    );
    answers.push(messageId);
  }
  const { body } = await gateway.call<Page<{ id: string }>>('/v1/conversations', { key });
  conversation = body.items[0]?.id ?? '';
  message = answers[0] ?? '';
  for (const text of answers) {
    const thread = { tenantId, id: conversation, channelId };
    await insertReply(database.source, thread, { text, answers: [text] });
  }
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

/** Statements of a request, the look-up of its key included if there is one; transaction control is free. */
const statementsOf = async (path: string, call: object): Promise<number> => {
  const logged = jest.spyOn(gateway.app.get(DataSource).logger, 'logQuery');
  try {
    const { status } = await gateway.call(path, call);
    expect(status).toBeLessThan(300);
    const statements = logged.mock.calls.map(([statement]) => statement);
    return statements.filter((text) => !/^(START TRANSACTION|COMMIT)/.test(text)).length;
  } finally {
    logged.mockRestore();
  }
};

const channelInput = { kind: 'webhook', name: 'x', deliveryUrl: 'https://shop.example' };

test.each<[string, () => string, object?]>([
  ['listing tenants', () => '/v1/tenants'],
  ['creating a tenant', () => '/v1/tenants', { json: { name: 'New' } }],
  [
    'changing a tenant',
    () => `/v1/tenants/${shops.ours.tenantId}`,
    { method: 'PATCH', json: { name: 'a', settings: { language: 'fr' } } },
  ],
  ['listing keys', () => '/v1/keys'],
  ['creating a key', () => '/v1/keys', { json: { name: 'x', role: 'viewer' } }],
  ['listing channels', () => '/v1/channels'],
  ['creating a channel', () => '/v1/channels', { json: channelInput }],
  [
    'changing a channel',
    () => `/v1/channels/${shops.ours.channelId}`,
    { method: 'PATCH', json: { name: 'y' } },
  ],
  ['reading the agent', () => '/v1/agent'],
  ['changing the agent', () => '/v1/agent', { method: 'PATCH', json: { name: 'z' } }],
  ['listing conversations', () => '/v1/conversations'],
  ['reading a conversation', () => `/v1/conversations/${conversation}`],
  ['listing messages', () => `/v1/conversations/${conversation}/messages`],
  ['listing interactions', () => `/v1/conversations/${conversation}/interactions`],
  ['listing dead letters', () => '/v1/messages?state=completed'],
  ['reading a state', () => `/v1/messages/${message}/state`],
  ['reading an audit', () => `/v1/messages/${message}/audit`],
  ['replaying', () => `/v1/messages/${message}/replay`, { json: { force: true } }],
  ['replying', () => `/v1/conversations/${conversation}/replies`, { json: { text: 'Hello' } }],
  ['returning', () => `/v1/conversations/${conversation}/return`, { json: {} }],
  ['handing off', () => `/v1/conversations/${conversation}/handoff`, { json: {} }],
  ['closing', () => `/v1/conversations/${conversation}/close`, { json: {} }],
  ['figures of conversations', () => '/v1/statistics/conversations?use_cache=false'],
  ['figures of the agent', () => '/v1/statistics/agent?use_cache=false'],
  ['listing locks', () => '/v1/operations/locks'],
])('%s takes at most five statements', async (_, path, call = {}) => {
  const forPlatform = path().startsWith('/v1/tenants');
  const key = forPlatform ? shops.platform : shops.ours.owner;
  const statements = await statementsOf(path(), { key, ...call });
  expect(statements).toBeGreaterThan(0);
  expect(statements).toBeLessThanOrEqual(5);
});
