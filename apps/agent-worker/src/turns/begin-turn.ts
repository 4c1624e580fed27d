import { type DataSource } from 'typeorm';
import { type Turn } from './turn.js';

const historyLength = 20;

/** `AgentSettings` of a row of `agent_configuration` that is called `agent`. */
export const agentSettings = `jsonb_build_object(
      'name', agent.name, 'tone', agent.tone, 'instructions', agent.instructions,
      'model', agent.model, 'fallbackModels', agent.fallback_models,
      'dailyTokenBudget', agent.daily_token_budget,
      'dailyCostBudgetUsd', agent.daily_cost_budget_usd, 'temperature', agent.temperature,
      'maxReplyCharacters', agent.max_reply_characters,
      'confidenceThreshold', agent.confidence_threshold,
      'maxLowConfidenceTurns', agent.max_low_confidence_turns,
      'handoffRules', agent.handoff_rules, 'handoffTopics', agent.handoff_topics, 'handoffKeywords', agent.handoff_keywords,
      'businessHours', agent.business_hours
    )`;

/**
 * Takes the fence of a conversation that is due and reads what its turn needs, in one statement.
 *
 * - `$1` tenant, `$2` conversation, `$3` worker, `$4` lease in ms, `$5` history length.
 * - `clock_timestamp()`, not `now()`: the update may have waited for a row lock.
 * - The messages are read from the statement's snapshot. One that is admitted while the update waits
 *   may be missing from it; it stays above `answered_sequence` and is answered by the next turn.
 */
const statement = `
  WITH turn AS (
    UPDATE conversation SET
      fence = fence + 1,
      owner = $3,
      lease_until = clock_timestamp() + $4 * interval '1 millisecond',
      turn_attempts = turn_attempts + 1
    WHERE tenant_id = $1 AND id = $2 AND status = 'bot'
      AND inbound_sequence > answered_sequence
      AND due_at <= clock_timestamp()
      AND (lease_until IS NULL OR lease_until <= clock_timestamp())
    RETURNING *
  )
  SELECT
    turn.tenant_id AS "tenantId",
    tenant.name AS "tenantName",
    coalesce(settings.language, 'en') AS language,
    coalesce(settings.timezone, 'UTC') AS timezone,
    turn.id AS "conversationId",
    turn.channel_id AS "channelId",
    customer.display_name AS "customerName",
    turn.fence::int AS fence,
    turn.turn_attempts AS attempt,
    turn.low_confidence_turns AS "lowConfidenceTurns",
    coalesce(channel.new_message_policy, agent.new_message_policy) AS "newMessagePolicy",
    ${agentSettings} AS agent,
    (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'id', id, 'providerMessageId', provider_message_id, 'sequence', sequence, 'text', text,
        'attachments', attachments) ORDER BY sequence), '[]')
      FROM message
      WHERE tenant_id = $1 AND conversation_id = $2 AND sequence > turn.answered_sequence
        AND state = 'received') AS unanswered,
    (SELECT coalesce(jsonb_agg(past.message ORDER BY past.sequence), '[]')
      FROM (
        SELECT sequence, jsonb_build_object(
          'sequence', sequence, 'author', author, 'text', text) AS message
        FROM message
        WHERE tenant_id = $1 AND conversation_id = $2
          AND NOT (state = 'received' AND sequence > turn.answered_sequence)
        ORDER BY sequence DESC LIMIT $5
      ) AS past) AS history,
    coalesce((SELECT sources FROM interaction
      WHERE tenant_id = $1 AND conversation_id = $2
      ORDER BY created_at DESC, id DESC LIMIT 1), '[]') AS "lastSources"
  FROM turn
    JOIN tenant ON tenant.id = turn.tenant_id
    JOIN agent_configuration AS agent ON agent.tenant_id = turn.tenant_id
    JOIN channel ON (channel.tenant_id, channel.id) = (turn.tenant_id, turn.channel_id)
    JOIN customer ON (customer.tenant_id, customer.id) = (turn.tenant_id, turn.customer_id)
    LEFT JOIN tenant_settings AS settings ON settings.tenant_id = turn.tenant_id`;

/** Undefined: not due, nothing to answer, a human has it, or another worker does. */
export const beginTurn = async (
  database: DataSource,
  conversation: { tenantId: string; conversationId: string },
  { worker, leaseMs }: { worker: string; leaseMs: number },
): Promise<Turn | undefined> => {
  const rows: Turn[] = await database.query(statement, [
    conversation.tenantId,
    conversation.conversationId,
    worker,
    leaseMs,
    historyLength,
  ]);
  return rows[0];
};
