import { Problem } from '#contracts';
import { type ConversationStatus } from '#persistence';
import { type DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type Operation } from '../operation.js';
import { type Seen, settle } from './settle.js';
import { handOffStatement } from './stop-bot.statement.js';

/**
 * A human takes the conversation: what is unanswered is theirs, and a reply in the making is not
 * sent. One that a human has already stays as it is.
 * @throws Problem `not_found`; `conflict` when it is closed
 */
export const handOff = async (
  database: DataSource,
  { tenantId, conversationId, by }: Operation,
  reason: string,
): Promise<void> => {
  const { before } = await settle<Seen<ConversationStatus>>(
    () => database.query(handOffStatement, [tenantId, conversationId, reason, uuidv7(), by]),
    (seen) => seen.before !== 'bot',
  );
  if (before === 'closed') throw new Problem('conflict', 'the conversation is closed');
};
