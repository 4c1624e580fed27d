import { query } from './database.ts';
import { type StoredMessage, type StoredReply } from './verdict.ts';

/** What PostgreSQL has in the end. */
export interface Stored {
  messages: StoredMessage[];
  replies: StoredReply[];
  talkedOver: string[];
  /** Replies that a model worded: each paid for by one call. */
  wordedByModel: number;
}

/** Replies the bot decided after a human had taken the conversation, and before it was given back. */
const talkedOver = `
  SELECT reply.id FROM message AS reply JOIN audit_entry AS taken
      ON taken.tenant_id = reply.tenant_id AND taken.conversation_id = reply.conversation_id
        AND taken.action = 'conversation.handed_off' AND taken.at < reply.created_at
  WHERE reply.author = 'agent' AND NOT EXISTS (
    SELECT FROM audit_entry AS returned
    WHERE returned.tenant_id = taken.tenant_id AND returned.conversation_id = taken.conversation_id
      AND returned.action = 'conversation.returned'
      AND returned.at BETWEEN taken.at AND reply.created_at)`;

export const readStored = async (url: string): Promise<Stored> => {
  const messages = await query<StoredMessage>(
    url,
    `SELECT provider_message_id AS "providerMessageId", sequence::int, state
     FROM message WHERE author = 'customer'`,
  );
  const replies = await query<StoredReply>(
    url,
    `SELECT reply_id AS "replyId", state AS delivery, ambiguous_attempts AS "ambiguousAttempts",
       ARRAY(SELECT jsonb_array_elements_text(payload -> 'inReplyTo')) AS answers
     FROM outbox_delivery`,
  );
  const [worded] = await query<{ count: number }>(
    url,
    `SELECT count(*)::int FROM interaction WHERE model LIKE 'openai-compatible%'`,
  );
  const talked = await query<{ id: string }>(url, talkedOver);
  return {
    messages,
    replies,
    talkedOver: talked.map(({ id }) => id),
    wordedByModel: worded?.count ?? 0,
  };
};

/** Turns and deliveries that are still to be done. */
export const openWork = async (url: string): Promise<number> => {
  const rows = await query<{ open: number }>(
    url,
    `SELECT (SELECT count(*) FROM conversation WHERE due_at IS NOT NULL)::int
       + (SELECT count(*) FROM outbox_delivery
          WHERE state IN ('pending', 'sending', 'ambiguous'))::int AS open`,
  );
  return rows[0]?.open ?? 0;
};
