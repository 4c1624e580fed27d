import { type Source } from '#contracts';
import { type z } from 'zod';
import { type AcceptedPart, type PartReference } from './parts/part-reference.js';

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

/** How far an earlier attempt got, and what it learned. */
export interface SendProgress {
  /** Numbers of the parts the provider has; they are not sent again. */
  acceptedParts: readonly number[];
  /** The provider's window for free text has closed: only a template gets through. */
  useTemplate: boolean;
}

/** One channel, with what its tenant has set up. */
export interface ChannelConnection {
  channelId: string;
  deliveryUrl: string | null;
  /** Signing secrets parted by spaces (`webhook`), or the credentials as JSON; null: none. */
  secret: string | null;
  /** As `ChannelAdapter.settings` has validated them. */
  settings: Readonly<Record<string, unknown>>;
  /** Where the provider reaches the channel, by `PUBLIC_URL`. */
  webhookUrl: string;
}

/** A provider's request, before anything in it is believed. */
export interface ProviderRequest {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The raw query, with its `?`; empty where there is none. */
  search: string;
  /** The bytes as they came: what is signed. */
  body: Buffer;
}

export const deliveryStatuses = ['queued', 'sent', 'failed', 'delivered', 'read'] as const;
/**
 * What a provider says of a reply it took, in the order in which one outweighs another: a reply that
 * was read has been delivered, and one that was delivered has not failed, whatever comes in late.
 */
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** One status callback. */
export interface DeliveryReport {
  providerMessageId: string;
  status: DeliveryStatus;
  /** What was said of the part when it was sent; undefined: only the provider's id tells. */
  part?: PartReference;
  /** When the provider says it happened. */
  at?: Date;
  /** Why it failed, for the operator. */
  error?: string;
  /** Free text came too late: a template, where the channel has one, still gets through. */
  windowClosed?: boolean;
}

/** What a signed request holds. */
export interface InboundBatch {
  messages: InboundMessage[];
  /** Messages so malformed that there is nothing to admit: refusing the request would not mend them. */
  unreadable: number;
}

/**
 * What is known after an attempt. `not_sent`: the provider certainly did not take it (all of it),
 * try again. `ambiguous`: it may have. `refused`: it will never take it. `withheld`: `mayWrite`
 * said no. `accepted`: the parts it has taken in this attempt, where it names them.
 */
export type SendOutcome = (
  | { outcome: 'delivered' }
  | { outcome: 'not_sent'; error: string; retryAfterMs?: number }
  | { outcome: 'ambiguous' | 'refused'; error: string }
  | { outcome: 'withheld' }
) & { accepted?: AcceptedPart[] };

export interface SendOptions {
  /** How long the provider may take. */
  signal: AbortSignal;
  /** Asked right before the request is written: whether the right to send it still holds. */
  mayWrite: () => boolean;
  progress: SendProgress;
}

export interface ChannelCapabilities {
  /** The provider recognises a delivery's id: a reply that may have been sent is safe to send again. */
  idempotentSends: boolean;
  /** Status callbacks come, and settle sends whose answer was lost. */
  statusCallbacks: boolean;
  /** Callbacks tell when the customer has read a reply. */
  readReceipts: boolean;
  attachments: boolean;
  typingState: boolean;
}

export interface ChannelLimits {
  /** UTF-16 code units of one part; longer replies go out in several. Infinity: no limit. */
  maxPartCharacters: number;
  /** Sends of one channel in a second; Infinity: the provider sets no limit. */
  sendsPerSecond: number;
  /** Milliseconds between two sends to one customer, after a burst of `burstPerCustomer`. */
  customerIntervalMs: number;
  burstPerCustomer: number;
}

/** What a provider is answered once its messages are stored. */
export interface Acknowledgement {
  status: 200 | 202;
  contentType: string;
  body: string;
}

export interface Admitted {
  messageId: string;
  duplicate: boolean;
}

/**
 * All that is particular to one kind of channel. Adapters hold no state of a channel: everything
 * they need to know of it is in the connection.
 */
export interface ChannelAdapter {
  readonly kind: string;
  readonly capabilities: ChannelCapabilities;
  readonly limits: ChannelLimits;
  /** What a tenant sets, and anybody with a key of the tenant may read. Strict. */
  readonly settings: z.ZodType<Record<string, unknown>>;
  /** What a tenant sets and nobody reads again; undefined: the kind has its own or none. */
  readonly credentials?: z.ZodType<Record<string, unknown>>;
  /**
   * The provider's own check of a new webhook URL (GET).
   * @returns what is echoed
   * @throws Problem `forbidden`
   */
  confirm?(request: ProviderRequest, connection: ChannelConnection): string;
  /** In constant time. @throws Problem `unsigned` or `stale` */
  verify(request: ProviderRequest, connection: ChannelConnection): void;
  /** Of a verified request. @throws Problem `malformed` */
  parse(request: ProviderRequest, connection: ChannelConnection): InboundBatch;
  /** Of a verified request. @throws Problem `malformed` */
  parseStatuses(request: ProviderRequest, connection: ChannelConnection): DeliveryReport[];
  acknowledge(admitted: readonly Admitted[]): Acknowledgement;
  /** Never rejects for what the provider or the network does. */
  send(
    reply: OutboundReply,
    connection: ChannelConnection,
    options: SendOptions,
  ): Promise<SendOutcome>;
}
