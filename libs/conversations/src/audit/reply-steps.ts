import { type DeliveryAttempt, type DeliveryState, type ReceiptStatus } from '#persistence';
import { type DataSource } from 'typeorm';
import { type AuditStep } from './audit-step.js';

/** What the provider said of one part of a reply, and when. */
interface Receipt {
  part: number;
  parts: number;
  providerMessageId: string | null;
  error: string | null;
  at: Partial<Record<ReceiptStatus, string>>;
}

/** A reply with its turn and its delivery; an operator's has no turn. */
export interface ReplyRow {
  replyId: string;
  author: string;
  sequence: number;
  decidedAt: Date;
  answers: { messageId: string; providerMessageId: string; sequence: number }[];
  turn: {
    workerId: string | null;
    startedAt: string | null;
    processingMs: number;
    [fact: string]: unknown;
  } | null;
  deliveryId: string | null;
  deliveryState: DeliveryState | null;
  guarantee: string | null;
  lastError: string | null;
  history: DeliveryAttempt[] | null;
  deliveredAt: Date | null;
  attempts: number | null;
  nextAttemptAt: Date | null;
  receipts: Receipt[];
}

/** `$1` tenant, `$2` replies. */
const statement = `
  SELECT reply.id AS "replyId", reply.author, reply.sequence::int AS sequence,
    reply.created_at AS "decidedAt",
    (SELECT coalesce(jsonb_agg(jsonb_build_object('messageId', message.id,
        'providerMessageId', provider_message_id, 'sequence', sequence) ORDER BY sequence), '[]')
      FROM message_answer AS answer
        JOIN message ON (message.tenant_id, message.id) = ($1, answer.message_id)
      WHERE answer.tenant_id = $1 AND answer.reply_id = reply.id) AS answers,
    CASE WHEN interaction.id IS NOT NULL THEN jsonb_build_object(
      'interactionId', interaction.id, 'workerId', worker_id, 'fence', fence, 'attempt', attempt,
      'startedAt', started_at, 'model', model, 'promptTokens', prompt_tokens,
      'completionTokens', completion_tokens, 'costUsd', cost_usd, 'processingMs', processing_ms,
      'confidence', confidence, 'handoff', handoff, 'handoffReason', handoff_reason,
      'intents', intents, 'sources', sources, 'sqlStatements', sql_statements,
      'cacheHits', cache_hits, 'cacheMisses', cache_misses, 'traceId', trace_id) END AS turn,
    delivery.id AS "deliveryId", delivery.state AS "deliveryState", delivery.guarantee,
    delivery.last_error AS "lastError", delivery.history, delivery.delivered_at AS "deliveredAt",
    delivery.attempts, delivery.next_attempt_at AS "nextAttemptAt",
    (SELECT coalesce(jsonb_agg(jsonb_build_object('part', part, 'parts', parts,
        'providerMessageId', provider_message_id, 'error', error,
        'at', jsonb_strip_nulls(jsonb_build_object('queued', queued_at, 'sent', sent_at,
          'failed', failed_at, 'delivered', receipt.delivered_at, 'read', read_at)))
        ORDER BY part), '[]')
      FROM delivery_receipt AS receipt
      WHERE receipt.tenant_id = $1 AND receipt.delivery_id = delivery.id) AS receipts
  FROM message AS reply
    LEFT JOIN interaction ON (interaction.tenant_id, interaction.reply_id) = ($1, reply.id)
    LEFT JOIN outbox_delivery AS delivery
      ON (delivery.tenant_id, delivery.reply_id) = ($1, reply.id)
  WHERE reply.tenant_id = $1 AND reply.id = ANY($2::uuid[])
  ORDER BY reply.sequence`;

/** One statement. */
export const readReplies = (
  database: DataSource,
  tenantId: string,
  replyIds: string[],
): Promise<ReplyRow[]> => database.query(statement, [tenantId, replyIds]);

const isOver = (state: DeliveryState | null): boolean =>
  state === 'delivered' || state === 'failed' || state === 'unconfirmed';

/** When nothing more can happen to a reply; null: it is still on its way. */
export const endOf = ({
  decidedAt,
  deliveryState,
  deliveredAt,
  history,
}: ReplyRow): string | null =>
  isOver(deliveryState)
    ? (deliveredAt?.toISOString() ?? history?.at(-1)?.at ?? decidedAt.toISOString())
    : null;

const turnSteps = ({ replyId, decidedAt, turn }: ReplyRow): AuditStep[] => {
  if (turn === null) return [];
  const { workerId, startedAt, ...detail } = turn;
  const began = startedAt ?? decidedAt.getTime() - turn.processingMs;
  return [
    {
      at: new Date(began).toISOString(),
      step: 'turn',
      by: workerId === null ? null : `worker:${workerId}`,
      detail: { replyId, ...detail },
    },
  ];
};

/** What is to happen to a reply that is still on its way, and why it is not over. */
const nextSteps = ({
  replyId,
  deliveryId,
  deliveryState: state,
  attempts,
  lastError,
  nextAttemptAt,
}: ReplyRow): AuditStep[] => {
  if (nextAttemptAt === null) return [];
  const detail = { replyId, deliveryId, state, attempts, ...(lastError && { lastError }) };
  return [{ at: nextAttemptAt.toISOString(), step: 'delivery.due', by: null, detail }];
};

/** Each thing the provider said of each part. */
const receiptSteps = ({ replyId, deliveryId, receipts }: ReplyRow): AuditStep[] =>
  receipts.flatMap(({ at, part, parts, providerMessageId, error }) =>
    Object.entries(at).map(([status, time]) => ({
      at: new Date(time).toISOString(),
      step: 'delivery.reported',
      by: 'provider',
      detail: {
        ...{ replyId, deliveryId, status, part, parts, providerMessageId },
        ...(status === 'failed' && error && { error }),
      },
    })),
  );

const deliverySteps = (row: ReplyRow): AuditStep[] => {
  const { replyId, deliveryId, deliveryState, lastError, history, guarantee } = row;
  const attempts = (history ?? []).map(({ at, by, outcome, error }, index) => ({
    at: new Date(at).toISOString(),
    // A callback settled what no attempt had.
    step: by === 'callback' ? 'delivery.settled' : 'delivery.attempted',
    by: by === 'callback' ? 'provider' : `worker:${by}`,
    detail: { replyId, deliveryId, attempt: index + 1, outcome, ...(error && { error }) },
  }));
  const at = endOf(row);
  if (at === null) return [...attempts, ...nextSteps(row)];
  const detail = { replyId, deliveryId, guarantee, ...(lastError && { lastError }) };
  const by = attempts.at(-1)?.by ?? null;
  const over = { at: new Date(at).toISOString(), step: `delivery.${deliveryState}`, by, detail };
  return [...attempts, over];
};

/** The turn that made a reply, the reply, and its way to the provider. */
export const replySteps = (row: ReplyRow): AuditStep[] => {
  const { replyId, author, sequence, decidedAt, answers } = row;
  const turn = turnSteps(row);
  const replied = {
    at: decidedAt.toISOString(),
    step: 'replied',
    by: turn[0]?.by ?? null,
    detail: { replyId, author, sequence, answers },
  };
  return [...turn, replied, ...receiptSteps(row), ...deliverySteps(row)];
};
