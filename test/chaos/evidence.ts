import { query } from './database.ts';
import { type StoredMessage, type StoredReply } from './verdict.ts';

/** What PostgreSQL has in the end. */
export interface Stored {
  messages: StoredMessage[];
  replies: StoredReply[];
  /** Replies that a model worded: each paid for by one call. */
  wordedByModel: number;
}

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
  return { messages, replies, wordedByModel: worded?.count ?? 0 };
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
