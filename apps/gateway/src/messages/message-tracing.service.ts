import {
  messageAudit,
  type MessageAudit,
  messageState,
  type MessageProgress,
  replay,
} from '#conversations';
import { Problem } from '#contracts';
import { Deduplicate } from '#dedup';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { TurnWakeUps } from '../admissions/turn-wake-ups.js';

interface ReplayOrder {
  by: string;
  force: boolean;
}

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

  /**
   * Forced once in five seconds: a double click would have an answered message answered twice more.
   * @throws Problem `not_found`, `unprocessable` or `conflict`
   */
  @Deduplicate({
    key: (tenantId: string, messageId: string, { force }: ReplayOrder) =>
      force ? `replay:${tenantId}:${messageId}` : undefined,
    ttlMs: 5000,
    whenUnavailable: 'run',
    onDuplicate: () => {
      throw new Problem('conflict', 'the message was replayed within the last 5 seconds');
    },
  })
  async replay(tenantId: string, messageId: string, order: ReplayOrder): Promise<MessageProgress> {
    const conversationId = await replay(this.database, { tenantId, messageId }, order);
    const state = await this.state(tenantId, messageId);
    await this.wakeUps.wake({ tenantId, conversationId, messageId, replayed: true }, 0);
    return state;
  }
}
