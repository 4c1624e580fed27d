import { Problem } from '#contracts';
import { type DeliveryState, type MessageState } from '#persistence';
import { type DataSource } from 'typeorm';

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
    deliveredAt: string | null;
  } | null;
}

interface Row extends Omit<MessageProgress, 'since' | 'delivery'> {
  since: Date;
  deliveryState: DeliveryState | null;
  deliveryAttempts: number;
  lastError: string | null;
  deliveredAt: Date | null;
}

/**
 * `$1` tenant, `$2` message. `changed`: the last time that somebody changed the message's state
 * other than by answering it; the audit entry of such a change names the messages it concerned.
 */
const statement = `
  SELECT message.id AS "messageId", message.conversation_id AS "conversationId",
    CASE WHEN held THEN 'processing' ELSE message.state END AS state,
    answer.reply_id AS "replyId",
    CASE WHEN held THEN conversation.owner ELSE interaction.worker_id END AS "workerId",
    coalesce(reply.created_at, changed.at, message.created_at) AS since,
    CASE message.state WHEN 'received' THEN conversation.turn_attempts ELSE interaction.attempt
      END AS attempts,
    delivery.state AS "deliveryState", delivery.attempts AS "deliveryAttempts",
    delivery.last_error AS "lastError", delivery.delivered_at AS "deliveredAt"
  FROM message
    JOIN conversation ON (conversation.tenant_id, conversation.id) = ($1, message.conversation_id)
    CROSS JOIN LATERAL (SELECT message.state = 'received'
      AND coalesce(conversation.lease_until > clock_timestamp(), false) AS held) AS turn
    LEFT JOIN message_answer AS answer
      ON (answer.tenant_id, answer.message_id) = ($1, message.id)
    LEFT JOIN message AS reply ON (reply.tenant_id, reply.id) = ($1, answer.reply_id)
    LEFT JOIN interaction ON (interaction.tenant_id, interaction.reply_id) = ($1, reply.id)
    LEFT JOIN outbox_delivery AS delivery
      ON (delivery.tenant_id, delivery.reply_id) = ($1, coalesce(answer.reply_id, message.id))
    LEFT JOIN LATERAL (
      SELECT max(at) AS at FROM audit_entry
      WHERE tenant_id = $1 AND conversation_id = message.conversation_id
        AND detail @> jsonb_build_object('messages', jsonb_build_array(message.id))
    ) AS changed ON true
  WHERE message.tenant_id = $1 AND message.id = $2`;

/** One statement. @throws Problem `not_found` */
export const messageState = async (
  database: DataSource,
  tenantId: string,
  messageId: string,
): Promise<MessageProgress> => {
  const rows: Row[] = await database.query(statement, [tenantId, messageId]);
  const [row] = rows;
  if (row === undefined) throw new Problem('not_found');
  const { since, deliveryState, deliveryAttempts, lastError, deliveredAt, ...rest } = row;
  const delivery =
    deliveryState === null
      ? null
      : {
          state: deliveryState,
          attempts: deliveryAttempts,
          lastError,
          deliveredAt: deliveredAt?.toISOString() ?? null,
        };
  return { ...rest, since: since.toISOString(), delivery };
};
