/** The Bull queue that wakes agent-workers up. A job is a hint: PostgreSQL decides what is due. */
export const turnsQueue = 'turns';

export interface TurnJob {
  tenantId: string;
  conversationId: string;
  /** The message whose arrival asked for the turn. */
  messageId: string;
  /** W3C trace context of the request that brought the message. */
  traceparent?: string;
}

/** A catalog item an answer rests on. */
export interface Source {
  type: 'knowledge' | 'product' | 'service';
  id: string;
  externalId?: string;
  title: string;
}
