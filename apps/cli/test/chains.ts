import {
  AuditEntryEntity,
  ConversationEntity,
  MessageAnswerEntity,
  MessageEntity,
  OutboxDeliveryEntity,
} from '#persistence';
import { type DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { createCustomer, type TestChannel } from '../../../test/support/tenants.js';

/** A time so many minutes ago. */
export const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);

/** Conversations as the suite leaves them behind, written straight into the database. */
export class Chains {
  constructor(
    private readonly source: DataSource,
    private readonly channel: TestChannel,
  ) {}

  get tenantId(): string {
    return this.channel.tenantId;
  }

  async conversation(fields: Partial<ConversationEntity> = {}): Promise<string> {
    const { tenantId, channelId } = this.channel;
    const customerId = await createCustomer(this.source, this.channel, uuidv7());
    const id = uuidv7();
    const sequences = { lastSequence: 99, inboundSequence: 99, answeredSequence: 99 };
    await this.source.manager.insert(ConversationEntity, {
      ...{ tenantId, id, channelId, customerId, lastMessageAt: new Date() },
      ...sequences,
      ...fields,
    });
    return id;
  }

  async inbound(
    conversationId: string,
    sequence: number,
    fields: Partial<MessageEntity> = {},
  ): Promise<string> {
    const id = uuidv7();
    await this.source.manager.insert(MessageEntity, {
      ...this.channel,
      ...{ id, conversationId, sequence, author: 'customer', providerMessageId: id },
      ...{ text: 'Are you open?', state: 'completed', ...fields },
    });
    return id;
  }

  /** @param delivery null: none */
  async reply(
    conversationId: string,
    sequence: number,
    answers: string[],
    delivery: Partial<OutboxDeliveryEntity> | null = {},
  ): Promise<string> {
    const { tenantId } = this.channel;
    const { manager } = this.source;
    const id = uuidv7();
    const text = { author: 'agent', text: 'Yes.', state: 'completed' } as const;
    const place = { conversationId, sequence };
    await manager.insert(MessageEntity, { ...this.channel, id, ...place, ...text });
    for (const messageId of answers) {
      await manager.insert(MessageAnswerEntity, { tenantId, messageId, replyId: id });
    }
    if (delivery !== null) {
      await manager.insert(OutboxDeliveryEntity, {
        ...{
          tenantId,
          id: uuidv7(),
          replyId: id,
          ...place,
          payload: {},
          nextAttemptAt: new Date(),
        },
        ...{ state: 'delivered', deliveredAt: new Date(), ...delivery },
      });
    }
    return id;
  }

  async audit(conversationId: string, action: string, detail: object): Promise<void> {
    const entry = { tenantId: this.tenantId, id: uuidv7(), actor: 'cli', action };
    await this.source.manager.insert(AuditEntryEntity, { ...entry, conversationId, detail });
  }
}
