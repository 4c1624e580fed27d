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

const change = (json: unknown): Promise<Answer<Record<string, unknown>>> =>
  gateway.call('/v1/agent', { method: 'PATCH', key: shop.owner, json });

const wholeAgent = {
  name: 'Zawadi',
  tone: 'warm',
  instructions: 'Recommend watering in the morning.',
  model: 'gpt-small',
  fallbackModels: ['gpt-tiny'],
  dailyTokenBudget: 1_000_000,
  dailyCostBudgetUsd: 2.5,
  temperature: 0,
  maxReplyCharacters: 400,
  confidenceThreshold: 0.5,
  maxLowConfidenceTurns: 2,
  handoffRules: ['distress'],
  handoffTopics: ['refunds'],
  handoffKeywords: ['human'],
  turnWindowMs: 0,
  newMessagePolicy: 'supersede',
  businessHours: { mon: { open: '08:00', close: '17:30' } },
};

test('everything about an agent can be set, and read by anyone with a key', async () => {
  expect(await change(wholeAgent)).toMatchObject({ status: 200, body: wholeAgent });
  const read = await gateway.call('/v1/agent', { key: shop.viewer });
  expect(read.body).toMatchObject(wholeAgent);
});

test('null clears what may be empty; what is left out stays', async () => {
  await change(wholeAgent);
  const cleared = {
    model: null,
    dailyTokenBudget: null,
    dailyCostBudgetUsd: null,
    turnWindowMs: null,
    businessHours: null,
  };
  expect((await change(cleared)).body).toMatchObject({ ...wholeAgent, ...cleared });
});

test.each<[object, string]>([
  [{ tenantId: '01900000-0000-7000-8000-000000000000' }, '/tenantId'],
  [{ name: null }, '/name'],
  [{ temperature: 2.1 }, '/temperature'],
  [{ confidenceThreshold: -0.1 }, '/confidenceThreshold'],
  [{ maxReplyCharacters: 49 }, '/maxReplyCharacters'],
  [{ maxLowConfidenceTurns: 0 }, '/maxLowConfidenceTurns'],
  [{ turnWindowMs: 60_001 }, '/turnWindowMs'],
  [{ newMessagePolicy: 'drop' }, '/newMessagePolicy'],
  [{ handoffTopics: [''] }, '/handoffTopics/0'],
  [{ businessHours: { funday: { open: '08:00', close: '17:00' } } }, '/businessHours/funday'],
  [{ businessHours: { mon: { open: '17:00', close: '08:00' } } }, '/businessHours/mon/close'],
  [{ businessHours: { mon: { open: '25:00', close: '26:00' } } }, '/businessHours/mon/open'],
  [{ instructions: 'a\u0000b' }, '/instructions'],
  [{}, ''],
])('%j is malformed, and named', async (json, field) => {
  const { status, body } = await change(json);
  expect(status).toBe(400);
  expect((body['errors'] as { field: string }[]).map((error) => error.field)).toContain(field);
});
