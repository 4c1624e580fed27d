import { parseJson } from '#contracts';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  type Acknowledgement,
  type Admitted,
  type ChannelAdapter,
  type ChannelConnection,
  type InboundBatch,
  type OutboundReply,
  type ProviderRequest,
  type SendOptions,
  type SendOutcome,
} from '../channel-adapter.js';
import { OutboundGuard } from '../outbound/outbound-guard.js';
import { parseWebhookMessage } from './parse-webhook.js';
import { activeSecrets } from './secrets.js';
import { verifyWebhook } from './verify-webhook.js';
import { postReply } from './post-reply.js';

/** A business's own system, by Standard Webhooks in both directions. */
@Injectable()
export class WebhookAdapter implements ChannelAdapter {
  readonly kind = 'webhook';
  readonly capabilities = {
    idempotentSends: true,
    statusCallbacks: false,
    readReceipts: false,
    attachments: true,
    typingState: false,
  };
  readonly limits = {
    maxPartCharacters: Infinity,
    sendsPerSecond: Infinity,
    customerIntervalMs: 0,
    burstPerCustomer: 1,
  };
  readonly settings = z.strictObject({});

  constructor(private readonly guard: OutboundGuard) {}

  verify({ headers, body }: ProviderRequest, connection: ChannelConnection): void {
    verifyWebhook(activeSecrets(connection), body, headers);
  }

  parse({ headers, body }: ProviderRequest): InboundBatch {
    const message = parseWebhookMessage(parseJson(body), String(headers['webhook-id']));
    return { messages: [message], unreadable: 0 };
  }

  parseStatuses(): [] {
    return [];
  }

  /** What became of its one message. */
  acknowledge([admitted]: readonly Admitted[]): Acknowledgement {
    return { status: 202, contentType: 'application/json', body: JSON.stringify(admitted) };
  }

  send(
    reply: OutboundReply,
    connection: ChannelConnection,
    options: SendOptions,
  ): Promise<SendOutcome> {
    return postReply(this.guard, reply, connection, options);
  }
}
