import { z } from 'zod';

/** The Bull queue that wakes agent-workers up. A job is a hint: PostgreSQL decides what is due. */
export const turnsQueue = 'turns';

export interface TurnJob {
  tenantId: string;
  conversationId: string;
  /** The message whose arrival asked for the turn, or the reply to deliver. */
  messageId: string;
  /** Nothing is to be answered: an operator's reply waits to be delivered. */
  deliver?: true;
  /** The message is to be answered whatever is remembered of it. */
  replayed?: true;
  /** W3C trace context of the request that brought the message. */
  traceparent?: string;
}

/** The lease a worker takes for a turn, as it is named in Redis and shown to operators. */
export const turnLease = (conversationId: string): string => `turn:${conversationId}`;

/** A catalog item an answer rests on. */
export const source = z
  .object({
    type: z.enum(['knowledge', 'product', 'service']),
    id: z.string(),
    externalId: z.string().optional(),
    title: z.string(),
  })
  .meta({ id: 'Source' });
export type Source = z.output<typeof source>;
