import { v7 as uuidv7 } from 'uuid';
import { type EntityManager } from 'typeorm';
import { type ClaimedDelivery } from '../delivery/claimed-delivery.js';
import { joinRecipient, recipientColumns } from '../delivery/recipient.sql.js';
import { type Answer, newestCovered, type Turn, type TurnRecord } from './turn.js';

/**
 * Decides a reply: everything below or nothing, in one statement.
 *
 * - Guarded by the fence: a turn that lost its lease to another worker, or its conversation to a
 *   human, changes no row.
 * - The primary key of `message_answer` refuses a second reply to a message whatever the fence says.
 * - `$11`, the policy: under `supersede` a message that arrived meanwhile refuses the commit, and the
 *   turn starts over with it.
 * - The delivery is claimed for the committing worker at once, unless an earlier reply of the
 *   conversation is still on its way.
 * - Messages above the covered ones keep `due_at`; under a handoff they are the human's as well: see
 *   TurnStore.
 */
const statement = `
  WITH turn AS (
    UPDATE conversation SET
      last_sequence = last_sequence + 1,
      answered_sequence = CASE WHEN $8::text IS NULL THEN $4::bigint ELSE inbound_sequence END,
      due_at = CASE WHEN $8::text IS NULL AND inbound_sequence > $4 THEN due_at END,
      first_due_at = CASE WHEN $8::text IS NULL AND inbound_sequence > $4 THEN first_due_at END,
      status = CASE WHEN $8::text IS NULL THEN 'bot' ELSE 'handoff' END,
      handoff_reason = $8,
      low_confidence_turns = CASE WHEN $9 THEN 0 ELSE low_confidence_turns + 1 END,
      owner = NULL, lease_until = NULL, turn_attempts = 0,
      last_message_at = clock_timestamp()
    WHERE tenant_id = $1 AND id = $2 AND fence = $3 AND status = 'bot'
      AND ($11 = 'queue' OR inbound_sequence = $4)
    RETURNING *
  ), reply AS (
    INSERT INTO message (tenant_id, id, conversation_id, channel_id, sequence, author, text, state)
    SELECT tenant_id, $5, id, channel_id, last_sequence, 'agent', $7, 'completed' FROM turn
  ), answered AS (
    UPDATE message SET state = 'completed'
    FROM turn WHERE message.tenant_id = $1 AND message.id = ANY($6::uuid[])
  ), answer AS (
    INSERT INTO message_answer (tenant_id, message_id, reply_id)
    SELECT $1, answered_id, $5 FROM turn, unnest($6::uuid[]) AS answered_id
  ), delivery AS (
    INSERT INTO outbox_delivery (tenant_id, id, reply_id, conversation_id, sequence, payload,
      guarantee, state, attempts, claimed_by, next_attempt_at)
    SELECT turn.tenant_id, $12, $5, turn.id, last_sequence, $10, channel.delivery_guarantee,
      CASE WHEN blocked THEN 'pending' ELSE 'sending' END,
      CASE WHEN blocked THEN 0 ELSE 1 END,
      CASE WHEN blocked THEN NULL ELSE $13::text END,
      clock_timestamp() + CASE WHEN blocked THEN 0 ELSE $14 END * interval '1 millisecond'
    FROM turn JOIN channel
      ON (channel.tenant_id, channel.id) = (turn.tenant_id, turn.channel_id),
      LATERAL (SELECT EXISTS (
      SELECT FROM outbox_delivery AS earlier
      WHERE earlier.tenant_id = $1 AND earlier.conversation_id = $2
        AND earlier.state IN ('pending', 'sending', 'ambiguous')) AS blocked) AS head
    RETURNING state, guarantee
  ), interaction AS (
    INSERT INTO interaction (tenant_id, id, conversation_id, reply_id, model, prompt_tokens,
      completion_tokens, cost_usd, processing_ms, confidence, handoff, handoff_reason, intents,
      sources, sql_statements, cache_hits, cache_misses, trace_id, worker_id, fence, attempt,
      cached_prompt_tokens, started_at)
    SELECT tenant_id, $15, id, $5, $16, $17, $18, $19, $20::int, $21, $8::text IS NOT NULL, $8, $22, $23,
      $24, $25, $26, $27, $13, $3, $28, $29, clock_timestamp() - $20::int * interval '1 millisecond'
    FROM turn
  ), unanswered AS (
    INSERT INTO unanswered_question (tenant_id, id, conversation_id, text, language)
    SELECT turn.tenant_id, question.id, turn.id, question.text, $32
    FROM turn, unnest($30::uuid[], $31::text[]) AS question (id, text)
  )
  SELECT turn.last_sequence::int AS sequence,
    turn.inbound_sequence > $4 AS "moreUnanswered",
    CASE WHEN turn.due_at IS NOT NULL THEN
      greatest(0, extract(epoch FROM turn.due_at - clock_timestamp()) * 1000)::int
    END AS "nextDueInMs",
    delivery.state = 'sending' AS "claimedDelivery", delivery.guarantee,
    turn.customer_id AS "customerId", ${recipientColumns}
  FROM turn CROSS JOIN delivery ${joinRecipient('turn')}`;

interface CommittedRow extends Omit<
  ClaimedDelivery,
  | 'tenantId'
  | 'conversationId'
  | 'deliveryId'
  | 'replyId'
  | 'text'
  | 'attempts'
  | 'payload'
  | 'acceptedParts'
  | 'useTemplate'
  | 'claimAskedAt'
> {
  moreUnanswered: boolean;
  nextDueInMs: number | null;
  claimedDelivery: boolean;
}

export interface CommittedTurn {
  /** Messages arrived while the agent answered. */
  moreUnanswered: boolean;
  /** When they are due; null when there are none, or a human has them. */
  nextDueInMs: number | null;
  /** For this worker to send, now. Undefined: an earlier reply goes first. */
  delivery: ClaimedDelivery | undefined;
}

const unsent = { attempts: 1, acceptedParts: [], useTemplate: false };

/** Undefined: the turn is not ours any more, or is superseded; nothing was written. */
export const commitTurn = async (
  manager: EntityManager,
  turn: Turn,
  answer: Answer,
  record: TurnRecord,
  { worker, claimMs }: { worker: string; claimMs: number },
): Promise<CommittedTurn | undefined> => {
  const { tenantId, conversationId } = turn;
  const replyId = uuidv7();
  const deliveryId = uuidv7();
  const payload = {
    inReplyTo: turn.unanswered.map(({ providerMessageId }) => providerMessageId),
    sources: answer.sources,
    confidence: answer.confidence,
    handoff: answer.handoffReason !== null,
  };
  const claimAskedAt = performance.now();
  const rows: CommittedRow[] = await manager.query(statement, [
    tenantId,
    conversationId,
    turn.fence,
    newestCovered(turn),
    replyId,
    turn.unanswered.map(({ id }) => id),
    answer.text,
    answer.handoffReason,
    answer.known,
    payload,
    turn.newMessagePolicy,
    deliveryId,
    worker,
    claimMs,
    uuidv7(),
    answer.model,
    answer.promptTokens,
    answer.completionTokens,
    answer.costUsd,
    record.processingMs,
    answer.confidence,
    answer.intents,
    JSON.stringify(answer.sources),
    record.sqlStatements,
    record.cacheHits,
    record.cacheMisses,
    record.traceId ?? null,
    turn.attempt,
    answer.cachedPromptTokens,
    answer.unanswered.map(() => uuidv7()),
    answer.unanswered,
    answer.language,
  ]);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { moreUnanswered, nextDueInMs, claimedDelivery, ...target } = row;
  const { text } = answer;
  const delivery = { ...target, tenantId, conversationId, deliveryId, replyId, text, payload };
  return {
    moreUnanswered,
    nextDueInMs,
    delivery: claimedDelivery ? { ...delivery, ...unsent, claimAskedAt } : undefined,
  };
};
