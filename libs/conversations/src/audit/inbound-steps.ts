import { type DataSource } from 'typeorm';
import { type AuditStep } from './audit-step.js';

interface Row {
  author: string;
  receivedAt: Date;
  channelId: string;
  channelKind: string;
  providerMessageId: string | null;
  sentAt: Date | null;
  sequence: number;
  actions: AuditStep[];
}

/**
 * Actions are those that name the message, and those on its conversation until its chain ended.
 * `$1` tenant, `$2` message, `$3` end of the chain, or null: it has not ended.
 */
const statement = `
  SELECT message.author, message.created_at AS "receivedAt", message.channel_id AS "channelId",
    channel.kind AS "channelKind", message.provider_message_id AS "providerMessageId",
    message.sent_at AS "sentAt", message.sequence::int AS sequence,
    (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'at', at, 'step', action, 'by', actor, 'detail', detail) ORDER BY at, id), '[]')
      FROM audit_entry
      WHERE tenant_id = $1 AND conversation_id = message.conversation_id
        AND (message_id = message.id
          OR detail @> jsonb_build_object('messages', jsonb_build_array(message.id))
          OR at BETWEEN message.created_at AND coalesce($3, clock_timestamp()))) AS actions
  FROM message JOIN channel ON (channel.tenant_id, channel.id) = ($1, message.channel_id)
  WHERE message.tenant_id = $1 AND message.id = $2`;

/** How a message came in, and what people and workers did to it besides answering. One statement. */
export const inboundSteps = async (
  database: DataSource,
  message: { tenantId: string; messageId: string },
  endedAt: string | null,
): Promise<AuditStep[]> => {
  const rows: Row[] = await database.query(statement, [
    message.tenantId,
    message.messageId,
    endedAt,
  ]);
  return rows.flatMap((row) => {
    const { author, receivedAt, channelId, actions, ...detail } = row;
    const received = {
      at: receivedAt.toISOString(),
      step: 'received',
      by: `channel:${channelId}`,
      detail,
    };
    const done = actions.map((step) => ({ ...step, at: new Date(step.at).toISOString() }));
    return author === 'customer' ? [received, ...done] : done;
  });
};
