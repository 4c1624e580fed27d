import { type Environment, InjectEnvironment } from '#config';
import { type Source } from '#contracts';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { WorkerIdentity } from '../worker-identity.js';

/** A reply this worker has claimed, with all that sending it needs. */
export interface ClaimedDelivery {
  tenantId: string;
  deliveryId: string;
  replyId: string;
  conversationId: string;
  customerId: string;
  to: string;
  text: string;
  sequence: number;
  attempts: number;
  payload: { inReplyTo: string[]; sources: Source[]; confidence: number; handoff: boolean };
  channelKind: string;
  deliveryUrl: string | null;
  secretSealed: Buffer | null;
}

/**
 * Claims deliveries that are due: pending ones, and those whose sender did not report back before
 * its claim ran out. Only the oldest open one of a conversation is taken, so that replies arrive in
 * order; locked rows are somebody else's and are skipped.
 * `$1` worker, `$2` claim in ms, `$3` limit, `$4` only this conversation, or null.
 */
const claimStatement = `
  WITH due AS (
    SELECT tenant_id, id FROM outbox_delivery AS delivery
    WHERE state IN ('pending', 'sending', 'ambiguous') AND next_attempt_at <= clock_timestamp()
      AND ($4::uuid IS NULL OR conversation_id = $4)
      AND NOT EXISTS (
        SELECT FROM outbox_delivery AS earlier
        WHERE earlier.tenant_id = delivery.tenant_id
          AND earlier.conversation_id = delivery.conversation_id
          AND earlier.sequence < delivery.sequence
          AND earlier.state IN ('pending', 'sending', 'ambiguous'))
    ORDER BY next_attempt_at LIMIT $3
    FOR UPDATE SKIP LOCKED
  ), claimed AS (
    UPDATE outbox_delivery AS delivery SET
      state = 'sending', claimed_by = $1, attempts = attempts + 1,
      next_attempt_at = clock_timestamp() + $2 * interval '1 millisecond'
    FROM due WHERE (delivery.tenant_id, delivery.id) = (due.tenant_id, due.id)
    RETURNING delivery.*
  )
  SELECT claimed.tenant_id AS "tenantId", claimed.id AS "deliveryId",
    claimed.reply_id AS "replyId", claimed.conversation_id AS "conversationId",
    conversation.customer_id AS "customerId", identity.external_id AS "to", message.text,
    claimed.sequence::int AS sequence, claimed.attempts, claimed.payload,
    channel.kind AS "channelKind", channel.delivery_url AS "deliveryUrl",
    channel.secret_sealed AS "secretSealed"
  FROM claimed
    JOIN message ON (message.tenant_id, message.id) = (claimed.tenant_id, claimed.reply_id)
    JOIN conversation
      ON (conversation.tenant_id, conversation.id) = (claimed.tenant_id, claimed.conversation_id)
    JOIN channel ON (channel.tenant_id, channel.id) = (conversation.tenant_id, conversation.channel_id)
    JOIN LATERAL (
      SELECT external_id FROM customer_identity
      WHERE tenant_id = conversation.tenant_id AND customer_id = conversation.customer_id
        AND channel_id = conversation.channel_id
      ORDER BY last_seen_at DESC LIMIT 1) AS identity ON true`;

/** What to record of an attempt. A claim that ran out and was taken by another worker stays theirs. */
export type AttemptResult =
  | { state: 'delivered' }
  | { state: 'failed'; error: string }
  | { state: 'pending' | 'ambiguous'; error: string; retryInMs: number };

export interface RecordedAttempt {
  /** Whether a later reply of the conversation waits behind this one. */
  waiting: boolean;
  /** Since the oldest message it answers was admitted; null unless it is delivered now, by us. */
  latencySeconds: number | null;
}

@Injectable()
export class DeliveryStore {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    @InjectEnvironment() private readonly environment: Environment,
    private readonly worker: WorkerIdentity,
  ) {}

  claimDue(limit: number, conversationId?: string): Promise<ClaimedDelivery[]> {
    return this.database.query(claimStatement, [
      this.worker.id,
      this.environment.SEND_CLAIM_MS,
      limit,
      conversationId ?? null,
    ]);
  }

  async record(
    delivery: Pick<ClaimedDelivery, 'tenantId' | 'deliveryId' | 'conversationId' | 'sequence'>,
    result: AttemptResult,
  ): Promise<RecordedAttempt> {
    const [row]: RecordedAttempt[] = await this.database.query(
      `WITH recorded AS (
         UPDATE outbox_delivery SET state = $5, claimed_by = NULL, last_error = $6,
           delivered_at = CASE WHEN $5 = 'delivered' THEN clock_timestamp() END,
           next_attempt_at = clock_timestamp() + $7 * interval '1 millisecond'
         WHERE tenant_id = $1 AND id = $2 AND state = 'sending' AND claimed_by = $8
         RETURNING tenant_id, reply_id, delivered_at
       )
       SELECT EXISTS (
         SELECT FROM outbox_delivery
         WHERE tenant_id = $1 AND conversation_id = $3 AND sequence > $4
           AND state IN ('pending', 'sending', 'ambiguous')) AS waiting,
         (SELECT extract(epoch FROM max(recorded.delivered_at) - min(message.created_at))::float8
          FROM recorded
            JOIN message_answer AS answer USING (tenant_id, reply_id)
            JOIN message
              ON (message.tenant_id, message.id) = (answer.tenant_id, answer.message_id)
         ) AS "latencySeconds"`,
      [
        delivery.tenantId,
        delivery.deliveryId,
        delivery.conversationId,
        delivery.sequence,
        result.state,
        'error' in result ? result.error.slice(0, 500) : null,
        'retryInMs' in result ? Math.round(result.retryInMs) : 0,
        this.worker.id,
      ],
    );
    return row ?? { waiting: false, latencySeconds: null };
  }
}
