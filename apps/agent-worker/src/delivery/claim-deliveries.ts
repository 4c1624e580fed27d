import { type DataSource } from 'typeorm';
import { type ClaimedDelivery } from './claimed-delivery.js';
import { joinRecipient, recipientColumns } from './recipient.sql.js';

/**
 * Takes up deliveries that are due: pending ones, ambiguous ones, and those whose sender did not
 * report back before its claim ran out, which is an ambiguous attempt as well and is counted here.
 * They are claimed, except under `at_most_once` where it is not known whether the provider has the
 * reply, and no callback says so: those wait for a callback (`ambiguous`), and then for nothing any more (`unconfirmed`).
 *
 * Only the oldest open one of a conversation is taken, so that replies arrive in order; locked rows
 * are somebody else's and are skipped. `statement_timestamp()`, which an index can be searched for;
 * nothing is waited for that would make it late. What it costs grows with what is taken, and with the
 * replies that are due but blocked (about 3 µs each), not with what else is open.
 *
 * `$1` worker, `$2` claim in ms, `$3` limit, `$4` and `$5` tenant and conversation to look at, or
 * null for all, `$6` how long a callback may settle an ambiguous one, in ms.
 */
export const claimStatement = `
  WITH due AS (
    SELECT tenant_id, id, state, guarantee, claimed_by
    FROM outbox_delivery AS delivery
    WHERE state IN ('pending', 'sending', 'ambiguous') AND next_attempt_at <= statement_timestamp()
      AND ($4::uuid IS NULL OR (tenant_id, conversation_id) = ($4, $5::uuid))
      AND NOT EXISTS (
        SELECT FROM outbox_delivery AS earlier
        WHERE earlier.tenant_id = delivery.tenant_id
          AND earlier.conversation_id = delivery.conversation_id
          AND earlier.sequence < delivery.sequence
          AND earlier.state IN ('pending', 'sending', 'ambiguous'))
    ORDER BY next_attempt_at LIMIT $3
    FOR UPDATE SKIP LOCKED
  ), weighed AS (
    SELECT tenant_id, id,
      guarantee <> 'at_most_once' OR state = 'pending' OR (
        SELECT count(*) > 0 AND count(*) = max(parts) FROM delivery_receipt AS receipt
        WHERE (receipt.tenant_id, receipt.delivery_id) = (due.tenant_id, due.id)) AS sendable,
      CASE state WHEN 'sending' THEN claimed_by END AS silent_worker
    FROM due
  ), taken AS (
    UPDATE outbox_delivery AS delivery SET
      state = CASE WHEN sendable THEN 'sending'
        WHEN silent_worker IS NOT NULL THEN 'ambiguous' ELSE 'unconfirmed' END,
      claimed_by = CASE WHEN sendable THEN $1 END,
      attempts = attempts + sendable::int,
      ambiguous_attempts = ambiguous_attempts + (silent_worker IS NOT NULL)::int,
      history = CASE WHEN silent_worker IS NULL THEN history
        ELSE history || jsonb_build_object('at', clock_timestamp(), 'by', silent_worker,
          'outcome', 'ambiguous', 'error', 'its sender did not report back') END,
      last_error = CASE WHEN silent_worker IS NULL THEN last_error
        ELSE 'its sender did not report back' END,
      next_attempt_at = clock_timestamp()
        + CASE WHEN sendable THEN $2::int ELSE $6::int END * interval '1 millisecond'
    FROM weighed WHERE (delivery.tenant_id, delivery.id) = (weighed.tenant_id, weighed.id)
    RETURNING delivery.*, silent_worker
  )
  SELECT taken.state, taken.silent_worker AS "silentWorker", taken.guarantee,
    taken.tenant_id AS "tenantId", taken.id AS "deliveryId",
    taken.reply_id AS "replyId", taken.conversation_id AS "conversationId",
    conversation.customer_id AS "customerId", message.text,
    taken.sequence::int AS sequence, taken.attempts, taken.payload,
    taken.use_template AS "useTemplate", ARRAY(
      SELECT part FROM delivery_receipt AS receipt
      WHERE (receipt.tenant_id, receipt.delivery_id) = (taken.tenant_id, taken.id)
    )::int[] AS "acceptedParts", ${recipientColumns}
  FROM taken
    JOIN message ON (message.tenant_id, message.id) = (taken.tenant_id, taken.reply_id)
    JOIN conversation
      ON (conversation.tenant_id, conversation.id) = (taken.tenant_id, taken.conversation_id)
    ${joinRecipient('conversation')}`;

/** A delivery that was due: to be sent now, or else settled as far as it can be. */
export type TakenDelivery = ClaimedDelivery & {
  state: 'sending' | 'ambiguous' | 'unconfirmed';
  /** The worker whose claim ran out. */
  silentWorker: string | null;
};

/** @param conversation the only one to look at */
export const claimDeliveries = async (
  database: DataSource,
  claim: { worker: string; claimMs: number; graceMs: number },
  limit: number,
  conversation?: { tenantId: string; conversationId: string },
): Promise<TakenDelivery[]> => {
  const claimAskedAt = performance.now();
  const rows: Omit<TakenDelivery, 'claimAskedAt'>[] = await database.query(claimStatement, [
    claim.worker,
    claim.claimMs,
    limit,
    conversation?.tenantId ?? null,
    conversation?.conversationId ?? null,
    claim.graceMs,
  ]);
  return rows.map((row) => ({ ...row, claimAskedAt }));
};
