import { Problem } from '#contracts';
import { type DeliveryState, type MessageState, type ReceiptStatus } from '#persistence';
import { type DataSource } from 'typeorm';
import { providerStatusOf } from './provider-status.js';

/** What has become of a message. */
export interface MessageProgress {
  messageId: string;
  conversationId: string;
  /** `processing`: a worker is making a turn of it right now. */
  state: MessageState | 'processing';
  /** The reply that answers it. */
  replyId: string | null;
  /** Who is making the turn, or made it. */
  workerId: string | null;
  /** When the stored state began; `processing` began some time after that. */
  since: string;
  /** Turns that were begun for it; null: not recorded. */
  attempts: number | null;
  /** Of its reply; of itself, if it is one. */
  delivery: {
    state: DeliveryState;
    attempts: number;
    lastError: string | null;
    /** null: it is being attempted right now, or never again. */
    nextAttemptAt: string | null;
    deliveredAt: string | null;
    providerStatus: ReceiptStatus | null;
  } | null;
}

interface Row extends Omit<MessageProgress, 'since' | 'delivery'> {
  since: Date;
  deliveryState: DeliveryState | null;
  deliveryAttempts: number;
  lastError: string | null;
  nextAttemptAt: Date | null;
  deliveredAt: Date | null;
  receipts: ReceiptStatus[];
}

/**
 * `$1` tenant, `$2` message. `changed`: the last time that somebody changed the message's state
 * other than by answering it; the audit entry of such a change names the messages it concerned. (A
 * failed turn is audited as well, but leaves them waiting.)
 *
 * PostgreSQL expects a row of each of a table's partitions; `LIMIT 1` tells it that there is one,
 * or it would read all of the tenant's conversations and deliveries to join them. CASE, because under
 * row-level security it looks nothing up by a COALESCE, which it holds to be able to leak rows.
 */
const statement = `
  SELECT message.id AS "messageId", message.conversation_id AS "conversationId",
    CASE WHEN held THEN 'processing' ELSE message.state END AS state,
    answer.reply_id AS "replyId",
    CASE WHEN held THEN conversation.owner ELSE interaction.worker_id END AS "workerId",
    coalesce(reply.created_at, changed.at, message.created_at) AS since,
    CASE message.state WHEN 'received' THEN conversation.turn_attempts
      ELSE coalesce(interaction.attempt, (changed.detail->>'attempt')::int) END AS attempts,
    delivery.state AS "deliveryState", delivery.attempts AS "deliveryAttempts",
    delivery.last_error AS "lastError", delivery.delivered_at AS "deliveredAt",
    CASE WHEN delivery.state IN ('pending', 'ambiguous')
      THEN delivery.next_attempt_at END AS "nextAttemptAt",
    ARRAY(SELECT status FROM delivery_receipt
      WHERE (tenant_id, delivery_id) = ($1, delivery.id)) AS receipts
  FROM (SELECT * FROM message WHERE tenant_id = $1 AND id = $2 LIMIT 1) AS message
    JOIN conversation ON (conversation.tenant_id, conversation.id) = ($1, message.conversation_id)
    CROSS JOIN LATERAL (SELECT message.state = 'received'
      AND coalesce(conversation.lease_until > clock_timestamp(), false) AS held) AS turn
    LEFT JOIN message_answer AS answer
      ON (answer.tenant_id, answer.message_id) = ($1, message.id)
    LEFT JOIN message AS reply ON (reply.tenant_id, reply.id) = ($1, answer.reply_id)
    LEFT JOIN interaction ON (interaction.tenant_id, interaction.reply_id) = ($1, reply.id)
    LEFT JOIN LATERAL (
      SELECT * FROM outbox_delivery
      WHERE (tenant_id, reply_id) = ($1,
        CASE WHEN answer.reply_id IS NULL THEN message.id ELSE answer.reply_id END) LIMIT 1
    ) AS delivery ON true
    LEFT JOIN LATERAL (
      SELECT at, detail FROM audit_entry
      WHERE tenant_id = $1 AND conversation_id = message.conversation_id
        AND action <> 'turn.failed' AND detail @> jsonb_build_object('messageIds', jsonb_build_array(message.id))
      ORDER BY at DESC LIMIT 1
    ) AS changed ON true`;

/** One statement. @throws Problem `not_found` */
export const messageState = async (
  database: DataSource,
  tenantId: string,
  messageId: string,
): Promise<MessageProgress> => {
  const rows: Row[] = await database.query(statement, [tenantId, messageId]);
  const [row] = rows;
  if (row === undefined) throw new Problem('not_found');
  const { since, deliveryState, deliveryAttempts, receipts, ...others } = row;
  const { lastError, nextAttemptAt, deliveredAt, ...rest } = others;
  const delivery =
    deliveryState === null
      ? null
      : {
          state: deliveryState,
          attempts: deliveryAttempts,
          lastError,
          nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
          deliveredAt: deliveredAt?.toISOString() ?? null,
          providerStatus: providerStatusOf(receipts),
        };
  return { ...rest, since: since.toISOString(), delivery };
};
