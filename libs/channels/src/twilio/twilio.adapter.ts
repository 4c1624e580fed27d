import { Injectable } from '@nestjs/common';
import {
  type Acknowledgement,
  type ChannelAdapter,
  type ChannelConnection,
  type DeliveryReport,
  type InboundBatch,
  type OutboundReply,
  type ProviderRequest,
  type SendOptions,
  type SendOutcome,
} from '../channel-adapter.js';
import { OutboundGuard } from '../outbound/outbound-guard.js';
import { twilioCredentials, twilioSettings } from './connection.js';
import { parseMessages, parseReports } from './parse-request.js';
import { maxTextCharacters, sendMessage } from './send-message.js';
import { verifySignature } from './verify-request.js';

/** WhatsApp and SMS by Twilio. */
@Injectable()
export class TwilioAdapter implements ChannelAdapter {
  readonly kind = 'twilio';
  readonly capabilities = {
    idempotentSends: false,
    statusCallbacks: true,
    readReceipts: true,
    attachments: true,
    typingState: false,
  };
  readonly limits = {
    maxPartCharacters: maxTextCharacters,
    sendsPerSecond: 80,
    customerIntervalMs: 1000,
    burstPerCustomer: 10,
  };
  readonly settings = twilioSettings;
  readonly credentials = twilioCredentials;

  constructor(private readonly guard: OutboundGuard) {}

  verify(request: ProviderRequest, connection: ChannelConnection): void {
    verifySignature(request, connection);
  }

  parse(request: ProviderRequest): InboundBatch {
    return parseMessages(request);
  }

  parseStatuses(request: ProviderRequest): DeliveryReport[] {
    return parseReports(request);
  }

  /** An empty TwiML document: the reply is sent later, by the REST API. */
  acknowledge(): Acknowledgement {
    return { status: 200, contentType: 'text/xml', body: '<Response/>' };
  }

  send(
    reply: OutboundReply,
    connection: ChannelConnection,
    options: SendOptions,
  ): Promise<SendOutcome> {
    return sendMessage(this.guard, reply, connection, options);
  }
}
