import { type ConversationStatus } from '#persistence';
import { type DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type Operation } from '../operation.js';
import { type Seen, settle } from './settle.js';
import { closeStatement } from './stop-bot.statement.js';

/**
 * Ends the conversation for good: what is unanswered stays so, and the customer's next message opens
 * another one. A closed one stays as it is.
 * @throws Problem `not_found`
 */
export const close = async (
  database: DataSource,
  { tenantId, conversationId, by }: Operation,
): Promise<void> => {
  await settle<Seen<ConversationStatus>>(
    () => database.query(closeStatement, [tenantId, conversationId, null, uuidv7(), by]),
    ({ before }) => before === 'closed',
  );
};
