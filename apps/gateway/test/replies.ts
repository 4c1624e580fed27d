import {
  type ConversationEntity,
  InteractionEntity,
  MessageAnswerEntity,
  MessageEntity,
  OutboxDeliveryEntity,
} from '#persistence';
import { type DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';

/** Decides a reply as an agent-worker would: message, answers, delivery, interaction. */
export const insertReply = async (
  { manager }: DataSource,
  conversation: Pick<ConversationEntity, 'tenantId' | 'id' | 'channelId'>,
  { text, answers }: { text: string; answers: string[] },
): Promise<string> => {
  const { tenantId, id: conversationId, channelId } = conversation;
  const [row] = await manager.query<[{ sequence: number }[], number]>(
    `UPDATE conversation SET last_sequence = last_sequence + 1, answered_sequence = inbound_sequence,
       due_at = NULL, first_due_at = NULL
     WHERE tenant_id = $1 AND id = $2 RETURNING last_sequence::int AS sequence`,
    [tenantId, conversationId],
  );
  const sequence = row[0]?.sequence ?? 0;
  const id = uuidv7();
  const sources = [{ type: 'knowledge' as const, id: uuidv7(), title: 'Delivery' }];
  await manager.insert(MessageEntity, {
    tenantId,
    id,
    conversationId,
    channelId,
    sequence,
    author: 'agent',
    text,
    state: 'completed',
  });
  for (const messageId of answers) {
    await manager.update(MessageEntity, { tenantId, id: messageId }, { state: 'completed' });
    await manager.insert(MessageAnswerEntity, { tenantId, messageId, replyId: id });
  }
  await manager.insert(OutboxDeliveryEntity, {
    tenantId,
    id: uuidv7(),
    replyId: id,
    conversationId,
    sequence,
    payload: {},
    state: 'delivered',
    attempts: 1,
    nextAttemptAt: new Date(),
    deliveredAt: new Date(),
  });
  await manager.insert(InteractionEntity, {
    tenantId,
    id: uuidv7(),
    conversationId,
    replyId: id,
    model: 'builtin',
    promptTokens: 12,
    completionTokens: 34,
    costUsd: 0.00012,
    processingMs: 56,
    confidence: 0.9,
    handoff: false,
    intents: ['delivery'],
    sources,
    sqlStatements: 3,
    cacheHits: 2,
    cacheMisses: 1,
  });
  return id;
};
