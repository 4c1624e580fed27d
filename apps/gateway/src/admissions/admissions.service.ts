import { type InboundMessage } from '#channels';
import { type Environment, InjectEnvironment } from '#config';
import { Problem } from '#contracts';
import { addLogFields, DedupMetrics } from '#observability';
import { violatedConstraint } from '#persistence';
import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type AdmissionRow, admissionStatement } from './admission.statement.js';
import { TurnWakeUps } from './turn-wake-ups.js';

export interface Admission {
  messageId: string;
  /** The message had been stored before; nothing happened now. */
  duplicate: boolean;
}

/** Takes customers' messages in: once it resolves, the message is durable and will be answered. */
@Injectable()
export class Admissions {
  private readonly logger = new Logger(Admissions.name);

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    @InjectEnvironment() private readonly environment: Environment,
    private readonly wakeUps: TurnWakeUps,
    private readonly metrics: DedupMetrics,
  ) {}

  /** @throws Problem `not_found` when the channel was deleted meanwhile */
  async admit(
    channel: { tenantId: string; id: string },
    message: InboundMessage,
  ): Promise<Admission> {
    const { tenantId } = channel;
    const row = await this.store(channel, message);
    const { messageId, duplicate, conversationId, dueInMs } = row;
    addLogFields({ messageId });
    this.metrics.admitted({ duplicate });
    if (duplicate) this.logger.warn({ messageId }, 'duplicate skipped');
    if (conversationId !== null && dueInMs !== null) {
      await this.wakeUps.wake({ tenantId, conversationId, messageId }, Math.max(0, dueInMs));
    }
    return { messageId, duplicate };
  }

  private async store(
    channel: { tenantId: string; id: string },
    message: InboundMessage,
  ): Promise<AdmissionRow> {
    const parameters = [
      channel.tenantId,
      channel.id,
      message.providerMessageId,
      message.from.id,
      message.from.name ?? null,
      message.text,
      JSON.stringify(message.attachments),
      message.sentAt ?? null,
      uuidv7(),
      uuidv7(),
      uuidv7(),
      this.environment.TURN_WINDOW_MS,
      this.environment.TURN_WINDOW_MAX_MS,
    ];
    const admit = (): Promise<AdmissionRow[]> =>
      this.database.query(admissionStatement, parameters);
    const [row] = await admit().catch((error: unknown) => {
      const constraint = violatedConstraint(error) ?? '';
      // Each partition names its part of `message_inbound_unique` itself.
      if (constraint.includes('provider_message_id')) return admit();
      if (constraint === 'customer_identity_channel') return [];
      throw error;
    });
    if (row === undefined) throw new Problem('not_found');
    return row;
  }
}
