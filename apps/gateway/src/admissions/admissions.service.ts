import { type InboundMessage } from '#channels';
import { type Environment, InjectEnvironment } from '#config';
import { Problem } from '#contracts';
import { fingerprint } from '#dedup';
import { addLogFields, DedupMetrics, inSpan } from '#observability';
import { asTenant, violatedConstraint } from '#persistence';
import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type AdmissionRow, admissionStatement } from './admission.statement.js';
import { TurnWakeUps } from './turn-wake-ups.js';

export interface AdmittingChannel {
  tenantId: string;
  id: string;
  /** Milliseconds in which the same said again is the same message; none: it never is. */
  fingerprintWindowMs?: number | null;
}

export interface Admission {
  messageId: string;
  /** The message had been stored before, or said a moment ago; nothing happened now. */
  duplicate: boolean;
}

/** What breaks when the channel is gone. */
const channelReferences = new Set(['customer_identity_channel', 'recent_fingerprint_channel']);

/** What the customer says, whatever the provider calls it. */
const fingerprintOf = (
  { tenantId, id }: AdmittingChannel,
  { from, text, attachments }: InboundMessage,
): string =>
  fingerprint([
    ...[tenantId, id, from.id, text],
    ...attachments.flatMap(({ url, contentType }) => [url, contentType]),
  ]);

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
  async admit(channel: AdmittingChannel, message: InboundMessage): Promise<Admission> {
    const { tenantId } = channel;
    const row = await inSpan('admit', { fields: { tenantId } }, () => this.store(channel, message));
    const { messageId, duplicate, conversationId, dueInMs } = row;
    addLogFields({ messageId, ...(conversationId === null ? {} : { conversationId }) });
    this.metrics.admitted({ duplicate });
    if (duplicate) this.logger.warn({ messageId }, 'duplicate skipped');
    if (conversationId !== null && dueInMs !== null) {
      await this.wakeUps.wake({ tenantId, conversationId, messageId }, Math.max(0, dueInMs));
    }
    return { messageId, duplicate };
  }

  private async store(channel: AdmittingChannel, message: InboundMessage): Promise<AdmissionRow> {
    const { fingerprintWindowMs = null } = channel;
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
      fingerprintWindowMs === null ? null : fingerprintOf(channel, message),
      fingerprintWindowMs,
    ];
    const admit = (): Promise<AdmissionRow[]> =>
      asTenant(channel.tenantId, () => this.database.query(admissionStatement, parameters));
    const [row] = await admit().catch((error: unknown) => {
      const constraint = violatedConstraint(error) ?? '';
      // Each partition names its part of `message_inbound_unique` itself.
      if (constraint.includes('provider_message_id')) return admit();
      if (channelReferences.has(constraint)) return [];
      throw error;
    });
    if (row === undefined) throw new Problem('not_found');
    return row;
  }
}
