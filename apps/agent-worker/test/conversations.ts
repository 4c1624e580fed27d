import { ConversationEntity } from '#persistence';
import { type DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type Agent } from '../src/agent/agent.js';
import { type Answer, type Turn } from '../src/turns/turn.js';
import { type TurnStore } from '../src/turns/turn-store.js';
import { createCustomer, type TestChannel } from '../../../test/support/tenants.js';

/** A message as admission stores it, due at once. */
const admit = `
  WITH conversation AS (
    UPDATE conversation SET last_sequence = last_sequence + 1, inbound_sequence = last_sequence + 1,
      due_at = clock_timestamp(), first_due_at = clock_timestamp()
    WHERE tenant_id = $1 AND id = $2 RETURNING *)
  INSERT INTO message (tenant_id, id, conversation_id, channel_id, sequence, author,
    provider_message_id, text, state)
  SELECT tenant_id, $3::uuid, id, channel_id, last_sequence, 'customer', $3::uuid::text, $4, 'received'
  FROM conversation`;

export interface Heard {
  answer: Answer;
  milliseconds: number;
}

/** Says one message after the other to the agent, as turns that are stored. @returns the last answer */
export const converse = async (
  { agent, store, database }: { agent: Agent; store: TurnStore; database: DataSource },
  channel: TestChannel,
  messages: readonly string[],
): Promise<Heard> => {
  const { tenantId, channelId } = channel;
  const conversationId = uuidv7();
  const customerId = await createCustomer(database, channel, conversationId);
  await database.manager.insert(ConversationEntity, {
    ...{ tenantId, id: conversationId, channelId, customerId, lastMessageAt: new Date() },
  });
  let heard: Heard | undefined;
  for (const text of messages) {
    await database.query(admit, [tenantId, conversationId, uuidv7(), text]);
    const turn = await store.begin({ tenantId, conversationId });
    // A human has it since the message before: that is the answer.
    if (turn === undefined) break;
    heard = await answered(agent, store, turn);
  }
  if (heard === undefined) throw new Error(`Nobody answered “${messages.join(' / ')}”.`);
  return heard;
};

const answered = async (agent: Agent, store: TurnStore, turn: Turn): Promise<Heard> => {
  const startedAt = performance.now();
  const answer = await agent.answer(turn, new AbortController().signal);
  const milliseconds = performance.now() - startedAt;
  const record = { processingMs: Math.round(milliseconds), sqlStatements: 0, cacheHits: 0 };
  await store.commit(turn, answer, { ...record, cacheMisses: 0, traceId: undefined });
  return { answer, milliseconds };
};
