import { type DataSource } from 'typeorm';
import { messageState, type MessageProgress } from '../messages/message-state.js';
import { type AuditStep, inOrder } from './audit-step.js';
import { inboundSteps } from './inbound-steps.js';
import { endOf, readReplies, replySteps } from './reply-steps.js';

export interface MessageAudit {
  messageId: string;
  state: MessageProgress['state'];
  /** In the order of time. */
  entries: AuditStep[];
}

/** The replies a forced replay has put aside. */
const formerReplies = (steps: AuditStep[]): string[] =>
  steps
    .map(({ detail }) => (detail as { formerReplyId?: string }).formerReplyId)
    .filter((id) => id !== undefined);

/**
 * The whole way of a message: received, turn, reply, each attempt to deliver it, and what people and
 * workers did in between. At most four statements.
 * @throws Problem `not_found`
 */
export const messageAudit = async (
  database: DataSource,
  tenantId: string,
  messageId: string,
): Promise<MessageAudit> => {
  const { state, replyId, since } = await messageState(database, tenantId, messageId);
  // A reply has none: it is its own.
  const replies = await readReplies(database, tenantId, [replyId ?? messageId]);
  const [reply] = replies.filter(({ author }) => author !== 'customer');
  const open = state === 'received' || state === 'processing';
  const endedAt = reply === undefined ? (open ? null : since) : endOf(reply);
  const steps = await inboundSteps(database, { tenantId, messageId }, endedAt);
  const former = formerReplies(steps);
  const putAside = former.length > 0 ? await readReplies(database, tenantId, former) : [];
  const told = [...putAside, ...(reply === undefined ? [] : [reply])].flatMap(replySteps);
  return { messageId, state, entries: inOrder([...steps, ...told]) };
};
