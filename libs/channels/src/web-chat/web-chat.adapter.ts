import { parseJson } from '#contracts';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  type Acknowledgement,
  type Admitted,
  type ChannelAdapter,
  type InboundBatch,
  type ProviderRequest,
  type SendOutcome,
} from '../channel-adapter.js';
import { parseChatMessage } from './parse-chat-message.js';

/** The chat of a web page, which reads its replies from the gateway's stream. */
@Injectable()
export class WebChatAdapter implements ChannelAdapter {
  readonly kind = 'web_chat';
  readonly capabilities = {
    idempotentSends: true,
    statusCallbacks: false,
    readReceipts: false,
    attachments: false,
    typingState: true,
  };
  readonly limits = {
    maxPartCharacters: Infinity,
    sendsPerSecond: Infinity,
    customerIntervalMs: 0,
    burstPerCustomer: 1,
  };
  readonly settings = z.strictObject({});

  verify(): void {
    // Nothing is signed: who knows a session's id, may write in it.
  }

  parse({ body }: ProviderRequest): InboundBatch {
    return { messages: [parseChatMessage(parseJson(body))], unreadable: 0 };
  }

  parseStatuses(): [] {
    return [];
  }

  acknowledge([admitted]: readonly Admitted[]): Acknowledgement {
    return { status: 202, contentType: 'application/json', body: JSON.stringify(admitted) };
  }

  /** A reply is delivered once it is stored: the customer's stream reads it from there. */
  send(): Promise<SendOutcome> {
    return Promise.resolve({ outcome: 'delivered' });
  }
}
