import { close, handOff, type Operation, reply, returnToBot } from '#conversations';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { TurnWakeUps } from '../admissions/turn-wake-ups.js';
import { type Conversation, ConversationsService } from './conversations.service.js';
import { type Message } from './message.resource.js';
import { MessagesService } from './messages.service.js';

/** What the tenant's people do with a conversation. Each answers with what has become of it. */
@Injectable()
export class ConversationActions {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly conversations: ConversationsService,
    private readonly messages: MessagesService,
    private readonly wakeUps: TurnWakeUps,
  ) {}

  /** @throws Problem `not_found`; `conflict` when it is closed */
  async handOff(operation: Operation, reason: string): Promise<Conversation> {
    await handOff(this.database, operation, reason);
    return this.changed(operation);
  }

  /** @throws Problem `not_found`; `conflict` when it is closed */
  async returnToBot(operation: Operation): Promise<Conversation> {
    await returnToBot(this.database, operation);
    return this.changed(operation);
  }

  /** @throws Problem `not_found` */
  async close(operation: Operation): Promise<Conversation> {
    await close(this.database, operation);
    return this.changed(operation);
  }

  /** @throws Problem `not_found`; `conflict` when it is closed */
  async reply(operation: Operation, text: string): Promise<Message> {
    const { tenantId, conversationId } = operation;
    const messageId = await reply(this.database, operation, text);
    await this.wakeUps.wake({ tenantId, conversationId, messageId, deliver: true }, 0);
    return this.messages.get(tenantId, messageId);
  }

  private changed({ tenantId, conversationId }: Operation): Promise<Conversation> {
    return this.conversations.get(tenantId, conversationId);
  }
}
