import { Problem } from '#contracts';
import { type ConversationStatus } from '#persistence';
import { type DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type Operation } from '../operation.js';
import { type Seen, settle } from './settle.js';

/** `$1` tenant, `$2` conversation, `$3` id of the audit entry, `$4` who. */
const statement = `
  WITH seen AS (
    SELECT id, status, handoff_reason FROM conversation WHERE tenant_id = $1 AND id = $2
  ), returned AS (
    UPDATE conversation AS current
    SET status = 'bot', handoff_reason = NULL, low_confidence_turns = 0
    FROM seen
    WHERE current.tenant_id = $1 AND current.id = seen.id AND current.status = 'handoff'
    RETURNING current.id
  ), audit AS (
    INSERT INTO audit_entry (tenant_id, id, actor, action, conversation_id, detail)
    SELECT $1, $3, $4::text, 'conversation.returned', returned.id,
      jsonb_build_object('handoffReason', seen.handoff_reason)
    FROM returned, seen
  )
  SELECT seen.status AS before, returned.id IS NOT NULL AS changed
  FROM seen LEFT JOIN returned ON true`;

/**
 * Gives the conversation back to the bot, which answers the messages that come from now on. One that
 * the bot has already stays as it is.
 * @throws Problem `not_found`; `conflict` when it is closed
 */
export const returnToBot = async (
  database: DataSource,
  { tenantId, conversationId, by }: Operation,
): Promise<void> => {
  const { before } = await settle<Seen<ConversationStatus>>(
    () => database.query(statement, [tenantId, conversationId, uuidv7(), by]),
    (seen) => seen.before !== 'handoff',
  );
  if (before === 'closed') throw new Problem('conflict', 'the conversation is closed');
};
