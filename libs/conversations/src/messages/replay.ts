import { Problem } from '#contracts';
import { type ConversationStatus, type MessageAuthor, type MessageState } from '#persistence';
import { type DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type Seen, settle } from '../changes/settle.js';
import { replayStatement } from './replay.statement.js';

interface Row extends Seen<ConversationStatus> {
  conversationId: string;
  author: MessageAuthor;
  state: MessageState;
  replayable: boolean;
}

const refusal = ({ author, before, state }: Row): Problem => {
  if (author !== 'customer') {
    return new Problem('unprocessable', 'a reply cannot be replayed, only what a customer wrote');
  }
  if (before === 'closed') return new Problem('conflict', 'the conversation is closed');
  if (state === 'received') {
    return new Problem('conflict', 'the message is waiting for its answer already');
  }
  return new Problem(
    'conflict',
    state === 'completed'
      ? 'the message was answered: replay it with force to have it answered once more'
      : 'the message was left to a human: replay it with force to have the bot answer it',
  );
};

/**
 * Has a message answered that was given up; `force`: one that was answered, or left to a human, too.
 * It is due at once, as the last message of its conversation, which is the bot's again.
 * @returns its conversation
 * @throws Problem `not_found`; `unprocessable` for a reply; `conflict` when there is nothing to replay
 */
export const replay = async (
  database: DataSource,
  message: { tenantId: string; messageId: string },
  { by, force }: { by: string; force: boolean },
): Promise<string> => {
  const row = await settle<Row>(
    () =>
      database.query(replayStatement, [message.tenantId, message.messageId, force, uuidv7(), by]),
    ({ replayable }) => !replayable,
  );
  if (!row.changed) throw refusal(row);
  return row.conversationId;
};
