import { type AcceptedPart } from '#channels';
import { type Environment, InjectEnvironment } from '#config';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { WorkerIdentity } from '../worker-identity.js';
import { type AttemptResult } from './attempt-result.js';
import { claimDeliveries, type TakenDelivery } from './claim-deliveries.js';
import { type ClaimedDelivery } from './claimed-delivery.js';

/**
 * Guarded by worker and attempt: a claim that ran out and was taken up by another worker, or by this
 * one again, is not this attempt's to report on any more. `$11`: the parts the provider has taken; a
 * callback may have come before, and have said more of them.
 */
const recordStatement = `
  WITH recorded AS (
    UPDATE outbox_delivery SET
      state = CASE WHEN $5 = 'delivered' AND failed THEN 'failed'
        WHEN $5 = 'failed' AND ambiguous_attempts + ($9 = 'ambiguous')::int > 0
        THEN 'unconfirmed' ELSE $5 END,
      ambiguous_attempts = ambiguous_attempts + ($9 = 'ambiguous')::int,
      history = history || jsonb_strip_nulls(jsonb_build_object(
        'at', clock_timestamp(), 'by', claimed_by, 'outcome', $9::text, 'error', $6::text)),
      claimed_by = NULL, last_error = coalesce($6, receipt_error),
      delivered_at = CASE WHEN $5 = 'delivered' AND NOT failed THEN clock_timestamp() END,
      next_attempt_at = clock_timestamp() + $7 * interval '1 millisecond'
    FROM (
      SELECT coalesce(bool_or(status = 'failed'), false) AS failed,
        max(error) FILTER (WHERE status = 'failed') AS receipt_error
      FROM delivery_receipt WHERE tenant_id = $1 AND delivery_id = $2) AS receipts
    WHERE tenant_id = $1 AND id = $2 AND state = 'sending' AND claimed_by = $8 AND attempts = $10
    RETURNING tenant_id, id, reply_id, delivered_at
  ), accepted AS (
    INSERT INTO delivery_receipt AS receipt
      (tenant_id, delivery_id, part, parts, provider_message_id, status, queued_at)
    SELECT tenant_id, id, part, parts, "providerMessageId", 'queued', clock_timestamp()
    FROM recorded, jsonb_to_recordset($11) AS part(part int, parts int, "providerMessageId" text)
    ON CONFLICT (tenant_id, delivery_id, part) DO UPDATE SET
      provider_message_id = coalesce(receipt.provider_message_id, excluded.provider_message_id),
      queued_at = least(receipt.queued_at, excluded.queued_at)
  )
  SELECT EXISTS (SELECT FROM recorded) AS recorded,
    EXISTS (
      SELECT FROM outbox_delivery
      WHERE tenant_id = $1 AND conversation_id = $3 AND sequence > $4
        AND state IN ('pending', 'sending', 'ambiguous')) AS waiting,
    (SELECT extract(epoch FROM max(recorded.delivered_at) - min(message.created_at))::float8
      FROM recorded
        JOIN message_answer AS answer USING (tenant_id, reply_id)
        JOIN message ON (message.tenant_id, message.id) = (answer.tenant_id, answer.message_id)
    ) AS "latencySeconds"`;

/** The claim is given back, and counts as no attempt: nothing was sent. */
const postponeStatement = `
  UPDATE outbox_delivery SET state = 'pending', claimed_by = NULL, attempts = attempts - 1,
    next_attempt_at = clock_timestamp() + $3 * interval '1 millisecond'
  WHERE tenant_id = $1 AND id = $2 AND state = 'sending' AND claimed_by = $4 AND attempts = $5`;

export interface RecordedAttempt {
  /** False: the claim was not ours any more, and nothing has changed. */
  recorded: boolean;
  /** Whether a later reply of the conversation waits behind this one. */
  waiting: boolean;
  /** Since the oldest message it answers was admitted; null unless it is delivered now, by us. */
  latencySeconds: number | null;
}

/** The outbox in PostgreSQL: one statement to claim, one to record. */
@Injectable()
export class DeliveryStore {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    @InjectEnvironment() private readonly environment: Environment,
    private readonly worker: WorkerIdentity,
  ) {}

  /** @param conversation the only one to look at */
  takeDue(
    limit: number,
    conversation?: { tenantId: string; conversationId: string },
  ): Promise<TakenDelivery[]> {
    const { SEND_CLAIM_MS: claimMs, LOOKUP_GRACE_MS: graceMs } = this.environment;
    const claim = { worker: this.worker.id, claimMs, graceMs };
    return claimDeliveries(this.database, claim, limit, conversation);
  }

  /** The provider is not to be asked so soon. */
  async postpone(
    {
      tenantId,
      deliveryId,
      attempts,
    }: Pick<ClaimedDelivery, 'tenantId' | 'deliveryId' | 'attempts'>,
    waitMs: number,
  ): Promise<void> {
    const parameters = [tenantId, deliveryId, Math.ceil(waitMs), this.worker.id, attempts];
    await this.database.query(postponeStatement, parameters);
  }

  async record(
    delivery: Pick<
      ClaimedDelivery,
      'tenantId' | 'deliveryId' | 'conversationId' | 'sequence' | 'attempts'
    >,
    result: AttemptResult,
    accepted: readonly AcceptedPart[] = [],
  ): Promise<RecordedAttempt> {
    const [row]: RecordedAttempt[] = await this.database.query(recordStatement, [
      delivery.tenantId,
      delivery.deliveryId,
      delivery.conversationId,
      delivery.sequence,
      result.state,
      result.error?.slice(0, 500) ?? null,
      Math.round(result.retryInMs ?? 0),
      this.worker.id,
      result.outcome,
      delivery.attempts,
      JSON.stringify(accepted),
    ]);
    return row ?? { recorded: false, waiting: false, latencySeconds: null };
  }
}
