import { Problem } from '#contracts';
import { type ConversationStatus } from '#persistence';
import { type DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type Operation } from '../operation.js';
import { replyStatement } from './reply.statement.js';
import { type Seen, settle } from './settle.js';

/** What the channel is told besides the text: a human answers nothing in particular, and is sure. */
const payload = { inReplyTo: [], sources: [], confidence: 1, handoff: true };

/**
 * A human answers, and has the conversation from then on.
 * @returns the reply's id; it is on its way, in order after the replies before it
 * @throws Problem `not_found`; `conflict` when the conversation is closed
 */
export const reply = async (
  database: DataSource,
  { tenantId, conversationId, by }: Operation,
  text: string,
): Promise<string> => {
  const replyId = uuidv7();
  const ids = [replyId, uuidv7(), uuidv7(), uuidv7()];
  const { before } = await settle<Seen<ConversationStatus>>(
    () =>
      database.query(replyStatement, [
        ...[tenantId, conversationId, text, 'operator_replied', by, ...ids],
        payload,
      ]),
    (seen) => seen.before === 'closed',
  );
  if (before === 'closed') throw new Problem('conflict', 'the conversation is closed');
  return replyId;
};
