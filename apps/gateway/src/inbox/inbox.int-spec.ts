import { type Page } from '#contracts';
import { ConversationEntity } from '#persistence';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { insertReply } from '../../test/replies.js';
import { RunningGateway } from '../../test/running-gateway.js';
import { createShop, type Shop } from '../../test/two-shops.js';
import { Admissions } from '../admissions/admissions.service.js';
import { type Conversation } from './conversations.service.js';
import { type Interaction } from './interactions.service.js';
import { type Message } from './message.resource.js';

let database: TestDatabase;
let gateway: RunningGateway;
let shop: Shop;

beforeAll(async () => {
  database = await createTestDatabase();
  gateway = await RunningGateway.start({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
});

beforeEach(async () => {
  shop = await createShop(database.source, gateway.environment.ENCRYPTION_KEYS);
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const write = async (customer: string, text: string): Promise<string> => {
  const channel = { tenantId: shop.tenantId, id: shop.channelId };
  const { messageId } = await gateway.app.get(Admissions, { strict: false }).admit(channel, {
    providerMessageId: `${customer}: ${text}`,
    from: { id: customer, name: customer.toUpperCase() },
    text,
    attachments: [],
  });
  return messageId;
};

const get = async <Body>(path: string): Promise<Body> => {
  const { status, body } = await gateway.call<Body>(`/v1/conversations${path}`, {
    key: shop.viewer,
  });
  expect(status).toBe(200);
  return body;
};

const conversationOf = async (customer: string): Promise<Conversation> => {
  const { items } = await get<Page<Conversation>>('');
  const found = items.find((conversation) => conversation.customer.externalId === customer);
  if (found === undefined) throw new Error(`${customer} has no conversation`);
  return found;
};

const reply = async (customer: string, text: string, answers: string[]): Promise<string> => {
  const { id, channelId } = await conversationOf(customer);
  return insertReply(
    database.source,
    { tenantId: shop.tenantId, id, channelId },
    { text, answers },
  );
};

describe('conversations', () => {
  test('are listed by their newest message, page by page', async () => {
    for (const customer of ['a', 'b', 'c', 'd', 'e']) await write(customer, 'first');
    await write('b', 'second');
    const listed = await gateway.all<Conversation>('/v1/conversations', shop.viewer, 2);
    expect(listed.map(({ customer }) => customer.externalId)).toEqual(['b', 'e', 'd', 'c', 'a']);
  });

  test('that were written to in the same microsecond are each listed once', async () => {
    for (const customer of ['a', 'b', 'c', 'd', 'e']) await write(customer, 'first');
    const { tenantId } = shop;
    const lastMessageAt = (): string => `timestamptz '2026-01-01 00:00:00.123456Z'`;
    await database.source.manager.update(ConversationEntity, { tenantId }, { lastMessageAt });
    const listed = await gateway.all<Conversation>('/v1/conversations', shop.viewer, 2);
    expect(new Set(listed.map(({ id }) => id)).size).toBe(5);
    expect(listed).toHaveLength(5);
  });

  test('are narrowed by status', async () => {
    await write('a', 'hello');
    await write('b', 'hello');
    const { tenantId } = shop;
    const { id } = await conversationOf('a');
    const taken = {
      status: 'handoff',
      handoffReason: 'asked',
      dueAt: null,
      firstDueAt: null,
    } as const;
    await database.source.manager.update(ConversationEntity, { tenantId, id }, taken);
    const { items } = await get<Page<Conversation>>('?status=handoff');
    expect(items).toMatchObject([{ id, status: 'handoff', handoffReason: 'asked' }]);
    const wrong = await gateway.call('/v1/conversations?status=open', { key: shop.viewer });
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ field: 'status' }] } });
  });

  test('are narrowed by customer and channel', async () => {
    await write('a', 'hello');
    await write('b', 'hello');
    const { id, customer, channelId } = await conversationOf('a');
    const found = async (query: string): Promise<string[]> =>
      (await get<Page<Conversation>>(`?${query}`)).items.map((conversation) => conversation.id);
    expect(await found(`customerId=${customer.id}`)).toEqual([id]);
    expect(await found(`channelId=${channelId}`)).toHaveLength(2);
    expect(await found(`channelId=${channelId}&customerId=${customer.id}`)).toEqual([id]);
    expect(await found(`channelId=${customer.id}`)).toEqual([]);
  });

  test('say who the customer is', async () => {
    await write('amina', 'hello');
    const { id } = await conversationOf('amina');
    expect(await get(`/${id}`)).toMatchObject({
      id,
      channelId: shop.channelId,
      status: 'bot',
      customer: { name: 'AMINA', externalId: 'amina' },
      closedAt: null,
    });
  });
});

test('messages are listed newest first, replies with sources, delivery and what they answer', async () => {
  const first = await write('a', 'Do you deliver?');
  const second = await write('a', 'To Kisumu?');
  const replyId = await reply('a', 'Yes, within two days.', [first, second]);
  const third = await write('a', 'Thanks');
  const { id } = await conversationOf('a');
  const { items, nextCursor } = await get<Page<Message>>(`/${id}/messages`);
  expect(nextCursor).toBeNull();
  expect(items.map((message) => message.id)).toEqual([third, replyId, second, first]);
  expect(items[1]).toMatchObject({
    sequence: 3,
    direction: 'outbound',
    author: 'agent',
    text: 'Yes, within two days.',
    inReplyTo: ['a: Do you deliver?', 'a: To Kisumu?'],
    sources: [{ type: 'knowledge', title: 'Delivery' }],
    delivery: { state: 'delivered', attempts: 1, lastError: null },
  });
  expect(items[3]).toMatchObject({
    sequence: 1,
    direction: 'inbound',
    providerMessageId: 'a: Do you deliver?',
  });
  expect(items[3]).not.toHaveProperty('delivery');
  const paged = await gateway.all<Message>(`/v1/conversations/${id}/messages`, shop.viewer, 1);
  expect(paged).toEqual(items);
});

test('interactions are listed newest first, with what each turn cost', async () => {
  for (const text of ['one', 'two', 'three']) await reply('a', text, [await write('a', text)]);
  const { id } = await conversationOf('a');
  const path = `/v1/conversations/${id}/interactions`;
  const listed = await gateway.all<Interaction>(path, shop.viewer, 2);
  const replies = (await get<Page<Message>>(`/${id}/messages`)).items.filter(
    ({ author }) => author === 'agent',
  );
  expect(listed.map(({ replyId }) => replyId)).toEqual(replies.map((message) => message.id));
  expect(listed[0]).toMatchObject({
    model: 'builtin',
    promptTokens: 12,
    completionTokens: 34,
    costUsd: 0.00012,
    processingMs: 56,
    confidence: 0.9,
    handoff: false,
    handoffReason: null,
    intents: ['delivery'],
    sources: [{ type: 'knowledge', title: 'Delivery' }],
    sql: { count: 3 },
    cache: { hits: 2, misses: 1 },
  });
});
