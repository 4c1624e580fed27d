/** What can be wrong with a message's chain: in words, and as SQL that finds it among a `batch`. */
export interface Check {
  what: string;
  /** From `FROM batch` on; `batch` holds rows of `message`. */
  sql: string;
}

const conversation = `
  JOIN conversation
    ON (conversation.tenant_id, conversation.id) = (batch.tenant_id, batch.conversation_id)`;

const answers = `
  message_answer AS answer WHERE answer.tenant_id = batch.tenant_id AND answer.message_id = batch.id`;

/** The sequences a reply (`of`, an alias) covers. */
const covered = (of: string): string => `
  SELECT message.sequence FROM message_answer AS answer
    JOIN message ON (message.tenant_id, message.id) = (answer.tenant_id, answer.message_id)
  WHERE answer.tenant_id = ${of}.tenant_id AND answer.reply_id = ${of}.id`;

/** By their kind. A new check is one more entry here, and a test that plants what it finds. */
export const checks = {
  completed_without_answer: {
    what: 'completed, but no reply is recorded as its answer',
    sql: `FROM batch WHERE author = 'customer' AND state = 'completed'
      AND NOT EXISTS (SELECT FROM ${answers})`,
  },
  answer_without_reply: {
    what: 'answered by a reply that does not exist',
    sql: `FROM batch WHERE EXISTS (SELECT FROM ${answers} AND NOT EXISTS (
      SELECT FROM message AS reply
      WHERE (reply.tenant_id, reply.id) = (answer.tenant_id, answer.reply_id)))`,
  },
  answered_twice: {
    what: 'answered by more than one reply',
    sql: `FROM batch WHERE (SELECT count(*) FROM ${answers}) > 1`,
  },
  reply_without_delivery: {
    what: 'a reply that nobody will deliver: it has no outbox row',
    sql: `FROM batch WHERE author <> 'customer' AND NOT EXISTS (
      SELECT FROM outbox_delivery AS delivery
      WHERE (delivery.tenant_id, delivery.reply_id) = (batch.tenant_id, batch.id))`,
  },
  reply_to_nothing: {
    what: "an agent's reply that answers no message, and that no replay has put aside",
    sql: `FROM batch WHERE author = 'agent'
      AND NOT EXISTS (SELECT FROM message_answer AS answer
        WHERE (answer.tenant_id, answer.reply_id) = (batch.tenant_id, batch.id))
      AND NOT EXISTS (SELECT FROM audit_entry AS entry
        WHERE entry.tenant_id = batch.tenant_id
          AND entry.conversation_id = batch.conversation_id AND entry.action = 'message.replayed'
          AND entry.detail @> jsonb_build_object('formerReplyId', batch.id))`,
  },
  out_of_order: {
    what: 'a reply to messages that come after it, or before those of an earlier reply',
    sql: `FROM batch WHERE author = 'agent' AND (
      EXISTS (SELECT FROM (${covered('batch')}) AS own WHERE own.sequence > batch.sequence)
      OR EXISTS (
        SELECT FROM message AS earlier, LATERAL (${covered('earlier')}) AS theirs
        WHERE earlier.tenant_id = batch.tenant_id
          AND earlier.conversation_id = batch.conversation_id AND earlier.author = 'agent'
          AND earlier.sequence < batch.sequence
          AND theirs.sequence >= (SELECT min(own.sequence) FROM (${covered('batch')}) AS own)))`,
  },
  overdue: {
    what: 'waiting for an answer for over five minutes, and nobody is at it',
    sql: `FROM batch ${conversation} WHERE state = 'received' AND conversation.status = 'bot'
      AND coalesce(conversation.due_at, batch.created_at)
        < clock_timestamp() - interval '5 minutes'
      AND coalesce(conversation.lease_until <= clock_timestamp(), true)`,
  },
  left_behind: {
    what: 'waiting for an answer in a conversation that is handed off or closed',
    sql: `FROM batch ${conversation} WHERE state = 'received' AND conversation.status <> 'bot'`,
  },
  delivery_stuck: {
    what: 'a reply that has been on its way for over an hour',
    sql: `FROM batch JOIN outbox_delivery AS delivery
        ON (delivery.tenant_id, delivery.reply_id) = (batch.tenant_id, batch.id)
      WHERE delivery.state IN ('pending', 'sending', 'ambiguous')
        AND delivery.created_at < clock_timestamp() - interval '1 hour'`,
  },
} as const satisfies Record<string, Check>;

export type FindingKind = keyof typeof checks;
