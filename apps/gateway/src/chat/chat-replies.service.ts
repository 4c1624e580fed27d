import { asTenant } from '#persistence';
import { type Source } from '#contracts';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** One chat session of one channel. */
export interface ChatSession {
  tenantId: string;
  channelId: string;
  sessionId: string;
}

export interface ChatReply {
  replyId: string;
  text: string;
  sources: Source[];
  sequence: number;
}

/** How far a browser has read. */
export interface ChatPosition {
  /** What the sequence counts in; null: not known yet, the newest one is meant. */
  conversationId: string | null;
  sequence: number;
}

interface ThreadRow {
  conversationId: string;
  typing: boolean;
  /** Where counting went on from. */
  after: number;
  replies: ChatReply[];
}

/**
 * `$1` tenant, `$2` channel, `$3` session; `$4` the conversation the sequence `$5` counts in, null:
 * the newest. In another conversation, or beyond its end, counting starts anew. A reply is being
 * written while a turn holds the conversation's lease.
 */
const statement = `
  WITH thread AS (
    SELECT conversation.tenant_id, conversation.id,
      CASE WHEN conversation.id = coalesce($4::uuid, conversation.id) AND $5 <= last_sequence
        THEN $5::bigint ELSE 0 END AS after,
      conversation.status = 'bot' AND coalesce(conversation.lease_until > clock_timestamp(), false) AS typing
    FROM customer_identity AS identity JOIN conversation USING (tenant_id, channel_id, customer_id)
    WHERE identity.tenant_id = $1 AND identity.channel_id = $2 AND identity.external_id = $3
    ORDER BY conversation.created_at DESC LIMIT 1
  )
  SELECT thread.id AS "conversationId", thread.after::int AS after, typing,
    coalesce(jsonb_agg(reply ORDER BY reply.sequence)
      FILTER (WHERE reply.sequence IS NOT NULL), '[]') AS replies
  FROM thread LEFT JOIN LATERAL (
    SELECT message.id AS "replyId", text, coalesce(sources, '[]') AS sources, sequence
    FROM message LEFT JOIN interaction
      ON interaction.tenant_id = message.tenant_id AND interaction.reply_id = message.id
    WHERE message.tenant_id = thread.tenant_id AND message.conversation_id = thread.id
      AND author <> 'customer' AND sequence > thread.after
    ORDER BY sequence LIMIT 100
  ) AS reply ON true
  GROUP BY thread.id, thread.after, thread.typing`;

export interface ChatNews {
  replies: ChatReply[];
  /** Whether the next reply is being written. */
  typing: boolean;
  position: ChatPosition;
}

/** What was replied to a chat session. */
@Injectable()
export class ChatReplies {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** At most 100, in order, and where to go on; one statement. */
  async after(
    { tenantId, channelId, sessionId }: ChatSession,
    position: ChatPosition,
  ): Promise<ChatNews> {
    const { conversationId: known, sequence } = position;
    const parameters = [tenantId, channelId, sessionId, known, sequence];
    const rows: ThreadRow[] = await asTenant(tenantId, () =>
      this.database.query(statement, parameters),
    );
    const [thread] = rows;
    if (thread === undefined) return { replies: [], typing: false, position };
    const { conversationId, after, typing, replies } = thread;
    return {
      replies,
      typing,
      position: { conversationId, sequence: replies.at(-1)?.sequence ?? after },
    };
  }
}
