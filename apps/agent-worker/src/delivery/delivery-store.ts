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
 * one again, is not this attempt's to report on any more.
 */
const recordStatement = `
  WITH recorded AS (
    UPDATE outbox_delivery SET
      state = CASE WHEN $5 = 'failed' AND ambiguous_attempts + ($9 = 'ambiguous')::int > 0
        THEN 'unconfirmed' ELSE $5 END,
      ambiguous_attempts = ambiguous_attempts + ($9 = 'ambiguous')::int,
      history = history || jsonb_strip_nulls(jsonb_build_object(
        'at', clock_timestamp(), 'by', claimed_by, 'outcome', $9::text, 'error', $6::text)),
      claimed_by = NULL, last_error = $6,
      delivered_at = CASE WHEN $5 = 'delivered' THEN clock_timestamp() END,
      next_attempt_at = clock_timestamp() + $7 * interval '1 millisecond'
    WHERE tenant_id = $1 AND id = $2 AND state = 'sending' AND claimed_by = $8 AND attempts = $10
  )
  SELECT EXISTS (
    SELECT FROM outbox_delivery
    WHERE tenant_id = $1 AND conversation_id = $3 AND sequence > $4
      AND state IN ('pending', 'sending', 'ambiguous')) AS waiting`;

/** The outbox in PostgreSQL: one statement to claim, one to record. */
@Injectable()
export class DeliveryStore {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    @InjectEnvironment() private readonly environment: Environment,
    private readonly worker: WorkerIdentity,
  ) {}

  takeDue(limit: number, conversationId?: string): Promise<TakenDelivery[]> {
    const { SEND_CLAIM_MS: claimMs, LOOKUP_GRACE_MS: graceMs } = this.environment;
    const claim = { worker: this.worker.id, claimMs, graceMs };
    return claimDeliveries(this.database, claim, limit, conversationId);
  }

  /** @returns whether a later reply of the conversation waits behind this one */
  async record(
    delivery: Pick<
      ClaimedDelivery,
      'tenantId' | 'deliveryId' | 'conversationId' | 'sequence' | 'attempts'
    >,
    result: AttemptResult,
  ): Promise<boolean> {
    const rows: { waiting: boolean }[] = await this.database.query(recordStatement, [
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
    ]);
    return rows[0]?.waiting ?? false;
  }
}
