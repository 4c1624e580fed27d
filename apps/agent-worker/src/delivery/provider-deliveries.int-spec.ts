import { type Environment } from '#config';
import { ChannelEntity, DeliveryReceiptEntity, MessageEntity, SecretBox } from '#persistence';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { testEnvironment } from '../../../../test/support/environment.js';
import { FakeApi } from '../../../../test/support/fake-api.js';
import { createTenantWithChannel, type TestChannel } from '../../../../test/support/tenants.js';
import { DeliveryWorker } from '../../test/delivery-worker.js';
import { Outbox } from '../../test/outbox.js';

const credentials = { appSecret: 'app-secret', verifyToken: 'verify-token', accessToken: 'access' };
const limited = { status: 400, json: { error: { code: 131_056, message: 'slow down' } } };

describe('delivering by a provider with status callbacks', () => {
  let database: TestDatabase;
  let environment: Environment;
  let worker: DeliveryWorker;
  let dying: DeliveryWorker;
  let graph: FakeApi;
  let channel: TestChannel;
  let outbox: Outbox;

  beforeAll(async () => {
    database = await createTestDatabase();
    environment = testEnvironment({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
    worker = await DeliveryWorker.start(environment);
    dying = await DeliveryWorker.start(environment);
    graph = await FakeApi.listen();
  });
  afterAll(async () => {
    await worker[Symbol.asyncDispose]();
    await dying[Symbol.asyncDispose]();
    await graph[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    await database.source.query('TRUNCATE outbox_delivery CASCADE');
    graph.requests.length = 0;
    graph.next = [];
    graph.otherwise = () => ({
      status: 200,
      json: { messages: [{ id: `wamid.${graph.requests.length}` }] },
    });
    await connect({});
  });

  const connect = async (settings: object): Promise<void> => {
    const { ENCRYPTION_KEYS: encryptionKeys } = environment;
    const secretSealed = new SecretBox(encryptionKeys).seal(
      JSON.stringify({ ...credentials, accessToken: 'access-token' }),
    );
    channel = await createTenantWithChannel(database.source, { encryptionKeys });
    await database.source.getRepository(ChannelEntity).update(
      { id: channel.channelId },
      {
        kind: 'whatsapp_cloud',
        secretSealed,
        settings: { phoneNumberId: '106', apiBaseUrl: graph.url, ...settings },
      },
    );
    outbox = new Outbox(database.source, channel);
  };

  const laterOn = async (): Promise<void> => {
    await outbox.elapse();
    await worker.deliverer.deliverDue();
  };

  const receipts = (): Promise<DeliveryReceiptEntity[]> =>
    database.source.manager.find(DeliveryReceiptEntity, { order: { part: 'ASC' } });

  /** As the gateway records it. */
  const callback = async (deliveryId: string, status: string, error?: string): Promise<void> => {
    await database.source.query(
      `INSERT INTO delivery_receipt (tenant_id, delivery_id, part, parts, provider_message_id, status, error)
       VALUES ($1, $2, 1, 1, 'wamid.callback', $3, $4)`,
      [channel.tenantId, deliveryId, status, error ?? null],
    );
  };

  it('keeps the provider’s id of the reply', async () => {
    const conversation = await outbox.conversation(1, 'at_most_once');
    await worker.deliverer.deliverDue();
    expect(await outbox.only(conversation)).toMatchObject({ state: 'delivered', attempts: 1 });
    expect(await receipts()).toMatchObject([
      { part: 1, parts: 1, status: 'queued', providerMessageId: 'wamid.1' },
    ]);
  });

  it('goes on with a long reply at the part that failed', async () => {
    const conversation = await outbox.conversation(1, 'at_most_once');
    const text = `${'a'.repeat(4000)} ${'b'.repeat(4000)}`;
    await database.source
      .getRepository(MessageEntity)
      .update({ conversationId: conversation }, { text });
    graph.next = [{ status: 200, json: { messages: [{ id: 'first' }] } }, limited];
    await worker.deliverer.deliverDue();
    expect(await outbox.only(conversation)).toMatchObject({
      state: 'pending',
      lastError: 'WhatsApp error 131056: slow down',
    });
    await laterOn();
    expect(await outbox.only(conversation)).toMatchObject({ state: 'delivered' });
    const bodies = graph.requests.map(({ body }) => JSON.parse(body) as { text: { body: string } });
    expect(bodies.map((body) => body.text.body.charAt(0))).toEqual(['a', 'b', 'b']);
    expect((await receipts()).map(({ part }) => part)).toEqual([1, 2]);
  });

  it.each(['at_most_once', 'at_least_once'] as const)(
    'sends nothing again under %s that a callback says was taken',
    async (guarantee) => {
      const conversation = await outbox.conversation(1, guarantee);
      await dying.store.takeDue(1);
      const { id } = await outbox.only(conversation);
      await callback(id, 'sent');
      await laterOn();
      expect(await outbox.only(conversation)).toMatchObject({ state: 'delivered' });
      expect(graph.requests).toEqual([]);
    },
  );

  it('waits for the callback before it sends again under at_least_once', async () => {
    const conversation = await outbox.conversation(1, 'at_least_once');
    graph.next = ['drop'];
    await worker.deliverer.deliverDue();
    const { state, nextAttemptAt } = await outbox.only(conversation);
    expect(state).toBe('ambiguous');
    const waitMs = nextAttemptAt.getTime() - Date.now();
    expect(waitMs).toBeGreaterThan(environment.LOOKUP_GRACE_MS - 5000);
  });

  it('calls failed what a callback said had failed before the send was recorded', async () => {
    const conversation = await outbox.conversation(1, 'at_most_once');
    const { id } = await outbox.only(conversation);
    graph.otherwise = () => ({ status: 200, json: { messages: [{ id: 'wamid.callback' }] } });
    const [taken] = await worker.store.takeDue(1);
    await callback(id, 'failed', 'WhatsApp error 131026: undeliverable');
    if (taken !== undefined) await worker.deliverer.deliver(taken);
    expect(await outbox.only(conversation)).toMatchObject({
      state: 'failed',
      lastError: 'WhatsApp error 131026: undeliverable',
      deliveredAt: null,
    });
  });

  it('keeps the channel’s pace, and counts no attempt for waiting', async () => {
    await connect({ sendsPerSecond: 0.1 });
    const first = await outbox.conversation(1, 'at_most_once');
    await worker.deliverer.deliverDue();
    expect(await outbox.only(first)).toMatchObject({ state: 'delivered' });
    const second = await outbox.conversation(1, 'at_most_once');
    await dying.deliverer.deliverDue();
    const waiting = await outbox.only(second);
    expect(waiting).toMatchObject({ state: 'pending', attempts: 0, history: [], claimedBy: null });
    expect(waiting.nextAttemptAt.getTime()).toBeGreaterThan(Date.now() + 2000);
    expect(graph.requests).toHaveLength(1);
  });

  it('keeps it by itself without Redis', async () => {
    await connect({ sendsPerSecond: 0.1 });
    const alone = await DeliveryWorker.start({ ...environment, REDIS_URL: 'redis://127.0.0.1:1' });
    await outbox.conversation(1, 'at_most_once');
    await alone.deliverer.deliverDue();
    await outbox.conversation(1, 'at_most_once');
    await alone.deliverer.deliverDue();
    await alone[Symbol.asyncDispose]();
    expect(graph.requests).toHaveLength(1);
  });
});
