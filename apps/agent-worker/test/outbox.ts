import {
  ConversationEntity,
  type DeliveryGuarantee,
  MessageEntity,
  OutboxDeliveryEntity,
} from '#persistence';
import { type DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { createCustomer, type TestChannel } from '../../../test/support/tenants.js';

/** Decided replies of a channel's conversations, on their way. */
export class Outbox {
  constructor(
    private readonly source: DataSource,
    private readonly channel: TestChannel,
  ) {}

  /** A conversation with pending replies, due now. @returns its id */
  async conversation(replies: number, guarantee: DeliveryGuarantee): Promise<string> {
    const { tenantId, channelId } = this.channel;
    const id = uuidv7();
    await this.source.manager.insert(ConversationEntity, {
      tenantId,
      id,
      channelId,
      customerId: await createCustomer(this.source, this.channel, uuidv7()),
      lastMessageAt: new Date(),
      lastSequence: replies,
    });
    for (let sequence = 1; sequence <= replies; sequence += 1) {
      await this.pend(id, sequence, guarantee);
    }
    return id;
  }

  /** The conversation's deliveries, in order. */
  of(conversationId: string): Promise<OutboxDeliveryEntity[]> {
    const { tenantId } = this.channel;
    return this.source.manager.find(OutboxDeliveryEntity, {
      where: { tenantId, conversationId },
      order: { sequence: 'ASC' },
    });
  }

  /** The only delivery of a conversation. */
  async only(conversationId: string): Promise<OutboxDeliveryEntity> {
    const [only, ...others] = await this.of(conversationId);
    if (only === undefined || others.length > 0) throw new Error('not exactly one delivery');
    return only;
  }

  /** As if all had waited long enough: pauses are over, and claims have run out. */
  async elapse(): Promise<void> {
    await this.source.query(
      `UPDATE outbox_delivery SET next_attempt_at = clock_timestamp() - interval '1 millisecond'
       WHERE tenant_id = $1`,
      [this.channel.tenantId],
    );
  }

  private async pend(
    conversationId: string,
    sequence: number,
    guarantee: DeliveryGuarantee,
  ): Promise<void> {
    const { tenantId, channelId } = this.channel;
    const replyId = uuidv7();
    await this.source.manager.insert(MessageEntity, {
      ...{ tenantId, id: replyId, conversationId, channelId, sequence },
      author: 'agent',
      text: `Reply ${sequence}`,
      state: 'completed',
    });
    await this.source.manager.insert(OutboxDeliveryEntity, {
      ...{ tenantId, id: uuidv7(), replyId, conversationId, sequence, guarantee },
      payload: { inReplyTo: [], sources: [], confidence: 1, handoff: false },
      nextAttemptAt: new Date(Date.now() - 1),
    });
  }
}
