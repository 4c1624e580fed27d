import { type DeliveryReport, type DeliveryStatus, deliveryStatuses } from '#channels';
import {
  ConversationEntity,
  DeliveryReceiptEntity,
  type DeliveryState,
  OutboxDeliveryEntity,
} from '#persistence';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/databases.js';
import { testEnvironment } from '../../../../test/support/environment.js';
import {
  createCustomer,
  createTenantWithChannel,
  type TestChannel,
} from '../../../../test/support/tenants.js';
import { insertReply } from '../../test/replies.js';
import { type InboundChannel } from '../channels/channel-directory.js';
import { DeliveryReports } from './delivery-reports.service.js';

const rank = (status: DeliveryStatus): number => deliveryStatuses.indexOf(status);

describe('the delivery ledger', () => {
  let database: TestDatabase;
  let owner: TestChannel;
  let reports: DeliveryReports;
  let conversation: { tenantId: string; id: string; channelId: string };

  beforeAll(async () => {
    database = await createTestDatabase();
    const { ENCRYPTION_KEYS: encryptionKeys } = testEnvironment({
      DATABASE_URL: database.url,
      REDIS_URL: 'redis://127.0.0.1:1',
    });
    owner = await createTenantWithChannel(database.source, { encryptionKeys });
    reports = new DeliveryReports(database.source);
  });
  afterAll(async () => database[Symbol.asyncDispose]());
  beforeEach(async () => {
    const { tenantId, channelId } = owner;
    conversation = { tenantId, id: uuidv7(), channelId };
    await database.source.manager.insert(ConversationEntity, {
      ...conversation,
      customerId: await createCustomer(database.source, owner, uuidv7()),
      lastMessageAt: new Date(),
      status: 'bot',
    });
  });

  /** A delivery in a state. @returns its id */
  const delivery = async (state: DeliveryState, ambiguousAttempts = 0): Promise<string> => {
    const replyId = await insertReply(database.source, conversation, { text: 'x', answers: [] });
    const { tenantId } = owner;
    const deliveries = database.source.getRepository(OutboxDeliveryEntity);
    const { id } = await deliveries.findOneByOrFail({ tenantId, replyId });
    await deliveries.update(
      { tenantId, id },
      {
        ...{ state, ambiguousAttempts, claimedBy: state === 'sending' ? 'w' : null },
        deliveredAt: state === 'delivered' ? new Date() : null,
      },
    );
    return id;
  };

  const row = (id: string): Promise<OutboxDeliveryEntity> =>
    database.source.manager.findOneByOrFail(OutboxDeliveryEntity, { tenantId: owner.tenantId, id });
  const receipts = (deliveryId: string): Promise<DeliveryReceiptEntity[]> =>
    database.source.manager.find(DeliveryReceiptEntity, {
      where: { tenantId: owner.tenantId, deliveryId },
      order: { part: 'ASC' },
    });

  const channel = (settings: Record<string, unknown> = {}): InboundChannel => ({
    tenantId: owner.tenantId,
    id: owner.channelId,
    kind: 'whatsapp_cloud',
    fingerprintWindowMs: null,
    connection: {
      ...{ channelId: owner.channelId, deliveryUrl: null, secret: null },
      ...{ settings, webhookUrl: 'https://tulia.example/' },
    },
  });
  const tell = (
    deliveryId: string,
    status: DeliveryStatus,
    fields: Partial<DeliveryReport> = {},
    to = channel(),
  ): Promise<void> =>
    reports.record(to, {
      providerMessageId: `wamid.${deliveryId}`,
      status,
      part: { deliveryId, part: 1, parts: 1 },
      ...fields,
    });

  it('keeps the best that was said, in whatever order and how often it comes', async () => {
    const status = fc.constantFrom(...deliveryStatuses);
    await fc.assert(
      fc.asyncProperty(fc.array(status, { minLength: 1, maxLength: 8 }), async (said) => {
        const id = await delivery('delivered');
        let best = 0;
        for (const [second, one] of said.entries()) {
          await tell(id, one, { at: new Date(1_763_900_000_000 + second * 1000) });
          best = Math.max(best, rank(one));
          const [receipt] = await receipts(id);
          expect(receipt?.status).toBe(deliveryStatuses[best]);
        }
        const [receipt] = await receipts(id);
        const at = {
          queued: receipt?.queuedAt,
          sent: receipt?.sentAt,
          failed: receipt?.failedAt,
          delivered: receipt?.deliveredAt,
          read: receipt?.readAt,
        };
        for (const one of deliveryStatuses) {
          const first = said.indexOf(one);
          expect(at[one]?.getTime()).toBe(first < 0 ? undefined : 1_763_900_000_000 + first * 1000);
        }
        const failed = deliveryStatuses[best] === 'failed';
        expect((await row(id)).state).toBe(failed ? 'failed' : 'delivered');
      }),
      { numRuns: 40 },
    );
  });

  it('comes to the same end by concurrent callbacks', async () => {
    const id = await delivery('ambiguous', 1);
    await Promise.all(deliveryStatuses.map((status) => tell(id, status)));
    expect(await receipts(id)).toMatchObject([{ status: 'read' }]);
    expect((await row(id)).state).toBe('delivered');
  });

  it.each<[DeliveryState]>([['ambiguous'], ['unconfirmed'], ['pending']])(
    'settles a send whose answer was lost and which is %s',
    async (state) => {
      const id = await delivery(state, 1);
      await tell(id, 'sent');
      expect(await row(id)).toMatchObject({
        state: 'delivered',
        deliveredAt: expect.any(Date),
        history: [{ by: 'callback', outcome: 'delivered' }],
      });
    },
  );

  it('leaves a delivery that is being sent to its sender', async () => {
    const id = await delivery('sending');
    await tell(id, 'sent');
    expect((await row(id)).state).toBe('sending');
    expect(await receipts(id)).toMatchObject([{ status: 'sent' }]);
  });

  it('says why a reply failed', async () => {
    const id = await delivery('delivered');
    await tell(id, 'failed', { error: 'WhatsApp error 131026: undeliverable' });
    expect(await row(id)).toMatchObject({
      state: 'failed',
      lastError: 'WhatsApp error 131026: undeliverable',
      deliveredAt: null,
    });
  });

  it('has a reply of several parts delivered when all of them are there', async () => {
    const id = await delivery('ambiguous', 1);
    const part = (number: number): Partial<DeliveryReport> => ({
      providerMessageId: `wamid.${number}`,
      part: { deliveryId: id, part: number, parts: 2 },
    });
    await tell(id, 'read', part(2));
    expect((await row(id)).state).toBe('ambiguous');
    await tell(id, 'queued', part(1));
    expect((await row(id)).state).toBe('delivered');
  });

  it('finds a reply by the provider’s id when the callback names nothing else', async () => {
    const id = await delivery('delivered');
    await tell(id, 'sent', { part: { deliveryId: id, part: 2, parts: 3 } });
    await tell(id, 'read', { part: undefined });
    expect(await receipts(id)).toMatchObject([{ part: 2, parts: 3, status: 'read' }]);
  });

  it('knows nothing of another channel’s replies, nor of strangers’', async () => {
    const id = await delivery('ambiguous', 1);
    await tell(id, 'read', {}, { ...channel(), id: uuidv7() });
    await tell(id, 'read', {}, { ...channel(), tenantId: uuidv7() });
    await tell(uuidv7(), 'read');
    expect(await receipts(id)).toEqual([]);
    expect((await row(id)).state).toBe('ambiguous');
  });

  describe('when free text came after the provider’s window', () => {
    const tooLate = { windowClosed: true, error: 'WhatsApp error 131047' };
    const withTemplate = (): InboundChannel => channel({ template: { name: 't', language: 'en' } });

    it('has the template sent, once', async () => {
      const id = await delivery('delivered');
      await tell(id, 'queued');
      await tell(id, 'failed', tooLate, withTemplate());
      expect(await row(id)).toMatchObject({ state: 'pending', useTemplate: true });
      expect(await receipts(id)).toEqual([]);
      await tell(id, 'failed', tooLate, withTemplate());
      expect(await receipts(id)).toEqual([]);
      await tell(id, 'delivered', { providerMessageId: 'wamid.template' }, withTemplate());
      expect(await row(id)).toMatchObject({ state: 'delivered', useTemplate: true });
    });

    it('fails where there is no template', async () => {
      const id = await delivery('delivered');
      await tell(id, 'failed', tooLate);
      expect(await row(id)).toMatchObject({ state: 'failed', lastError: 'WhatsApp error 131047' });
    });
  });
});
