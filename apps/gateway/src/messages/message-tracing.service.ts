import {
  messageAudit,
  type MessageAudit,
  messageState,
  type MessageProgress,
  replay,
} from '#conversations';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { TurnWakeUps } from '../admissions/turn-wake-ups.js';

/** What became of a message, and how to have it answered after all. */
@Injectable()
export class MessageTracing {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly wakeUps: TurnWakeUps,
  ) {}

  /** @throws Problem `not_found` */
  state(tenantId: string, messageId: string): Promise<MessageProgress> {
    return messageState(this.database, tenantId, messageId);
  }

  /** @throws Problem `not_found` */
  audit(tenantId: string, messageId: string): Promise<MessageAudit> {
    return messageAudit(this.database, tenantId, messageId);
  }

  /** @throws Problem `not_found`, `unprocessable` or `conflict` */
  async replay(
    tenantId: string,
    messageId: string,
    order: { by: string; force: boolean },
  ): Promise<MessageProgress> {
    const conversationId = await replay(this.database, { tenantId, messageId }, order);
    const state = await this.state(tenantId, messageId);
    await this.wakeUps.wake({ tenantId, conversationId, messageId }, 0);
    return state;
  }
}
