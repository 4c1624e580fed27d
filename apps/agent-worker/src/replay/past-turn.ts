import { Problem, type Source } from '#contracts';
import { type DataSource } from 'typeorm';
import { agentSettings } from '../turns/begin-turn.js';
import { type Answer, type Turn } from '../turns/turn.js';

/** A turn as it was, with the tenant's settings as they are now. */
export interface PastTurn {
  turn: Turn;
  /** What was answered then. */
  answer: Pick<Answer, 'text' | 'sources' | 'confidence' | 'handoffReason' | 'model'>;
}

const historyLength = 20;

/**
 * `$1` tenant, `$2` interaction, `$3` length of the history. What the customer was told so far, and how
 * often in a row the agent did not know, is as of that turn.
 */
const statement = `
  WITH past AS (
    SELECT interaction.*, reply.text AS reply_text, answered.first_sequence, answered.unanswered
    FROM interaction
      JOIN message AS reply ON (reply.tenant_id, reply.id) = (interaction.tenant_id, interaction.reply_id),
      LATERAL (SELECT min(sequence) AS first_sequence, jsonb_agg(jsonb_build_object(
          'id', id, 'providerMessageId', provider_message_id, 'sequence', sequence, 'text', text,
          'attachments', attachments) ORDER BY sequence) AS unanswered
        FROM message_answer AS answer JOIN message
          ON (message.tenant_id, message.id) = (answer.tenant_id, answer.message_id)
        WHERE answer.tenant_id = $1 AND answer.reply_id = interaction.reply_id) AS answered
    WHERE interaction.tenant_id = $1 AND interaction.id = $2
  ), before AS (
    SELECT * FROM interaction
    WHERE tenant_id = $1 AND conversation_id = (SELECT conversation_id FROM past)
      AND (created_at, id) < (SELECT created_at, id FROM past)
  )
  SELECT jsonb_build_object(
      'tenantId', past.tenant_id, 'tenantName', tenant.name,
      'language', coalesce(settings.language, 'en'), 'timezone', coalesce(settings.timezone, 'UTC'),
      'conversationId', past.conversation_id, 'channelId', conversation.channel_id,
      'customerName', customer.display_name, 'fence', 0, 'attempt', 1,
      'lowConfidenceTurns', (SELECT count(*) FROM before
        WHERE sources = '[]' AND 'question' = ANY (intents) AND created_at > coalesce(
          (SELECT max(created_at) FROM before WHERE sources <> '[]'), '-infinity')),
      'newMessagePolicy', 'queue', 'agent', ${agentSettings}, 'unanswered', past.unanswered,
      'history', (SELECT coalesce(jsonb_agg(said.message ORDER BY said.sequence), '[]') FROM (
        SELECT sequence, jsonb_build_object(
          'sequence', sequence, 'author', author, 'text', text) AS message
        FROM message
        WHERE tenant_id = $1 AND conversation_id = past.conversation_id
          AND sequence < past.first_sequence
        ORDER BY sequence DESC LIMIT $3) AS said),
      'lastSources', coalesce(
        (SELECT sources FROM before ORDER BY created_at DESC, id DESC LIMIT 1), '[]')) AS turn,
    past.reply_text AS text, past.sources, past.confidence, past.model,
    past.handoff_reason AS "handoffReason"
  FROM past
    JOIN tenant ON tenant.id = past.tenant_id
    JOIN agent_configuration AS agent ON agent.tenant_id = past.tenant_id
    JOIN conversation
      ON (conversation.tenant_id, conversation.id) = (past.tenant_id, past.conversation_id)
    JOIN customer
      ON (customer.tenant_id, customer.id) = (conversation.tenant_id, conversation.customer_id)
    LEFT JOIN tenant_settings AS settings ON settings.tenant_id = past.tenant_id
  WHERE past.unanswered IS NOT NULL`;

interface Row {
  turn: Turn;
  text: string;
  sources: Source[];
  confidence: number;
  model: string;
  handoffReason: string | null;
}

/** @throws Problem `not_found` */
export const readPastTurn = async (
  database: DataSource,
  { tenantId, interactionId }: { tenantId: string; interactionId: string },
): Promise<PastTurn> => {
  const rows: Row[] = await database.query(statement, [tenantId, interactionId, historyLength]);
  const [row] = rows;
  if (row === undefined)
    throw new Problem('not_found', `There is no interaction ${interactionId}.`);
  const { turn, ...answer } = row;
  return { turn, answer };
};
