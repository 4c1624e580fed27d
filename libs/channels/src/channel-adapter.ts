import { type Source } from '#contracts';

/** A customer's message as a provider delivered it. */
export interface InboundMessage {
  /** The provider's id: what the message is recognised by when it comes again. */
  providerMessageId: string;
  /** The sender as the provider names them, unique on the channel. */
  from: { id: string; name?: string };
  text: string;
  attachments: { url: string; contentType?: string }[];
  /** When the provider says it was written. */
  sentAt?: Date;
}

/** A decided reply on its way out. */
export interface OutboundReply {
  /** The outbox id: the idempotency key, constant over retries. */
  deliveryId: string;
  replyId: string;
  conversationId: string;
  customerId: string;
  /** The customer as the provider names them. */
  to: string;
  text: string;
  sources: Source[];
  /** The provider's ids of the messages it answers. */
  inReplyTo: string[];
  sequence: number;
  confidence: number;
  handoff: boolean;
}

/** Where a reply goes. */
export interface ReplyTarget {
  deliveryUrl: string | null;
  secret: string | null;
}

/**
 * What is known after an attempt. `not_sent`: the provider certainly did not take it, try again.
 * `ambiguous`: it may have. `refused`: it will never take it. `withheld`: `mayWrite` said no.
 */
export type SendOutcome =
  | { outcome: 'delivered' }
  | { outcome: 'not_sent'; error: string; retryAfterMs?: number }
  | { outcome: 'ambiguous' | 'refused'; error: string }
  | { outcome: 'withheld' };

export interface SendOptions {
  /** How long the provider may take. */
  signal: AbortSignal;
  /** Asked right before the request is written: whether the right to send it still holds. */
  mayWrite: () => boolean;
}

/** The outbound side of one kind of channel. */
export interface ReplySender {
  send(reply: OutboundReply, target: ReplyTarget, options: SendOptions): Promise<SendOutcome>;
}
