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
import { whatsAppCredentials, whatsAppSettings } from './connection.js';
import { parseMessages } from './parse-messages.js';
import { parseReports } from './parse-statuses.js';
import { maxTextCharacters, sendMessage } from './send-message.js';
import { confirmSubscription, verifySignature } from './verify-request.js';

/** WhatsApp by Meta's Cloud API. */
@Injectable()
export class WhatsAppCloudAdapter implements ChannelAdapter {
  readonly kind = 'whatsapp_cloud';
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
    customerIntervalMs: 6000,
    burstPerCustomer: 45,
  };
  readonly settings = whatsAppSettings;
  readonly credentials = whatsAppCredentials;

  constructor(private readonly guard: OutboundGuard) {}

  confirm(request: ProviderRequest, connection: ChannelConnection): string {
    return confirmSubscription(request, connection);
  }

  verify(request: ProviderRequest, connection: ChannelConnection): void {
    verifySignature(request, connection);
  }

  parse(request: ProviderRequest, connection: ChannelConnection): InboundBatch {
    return parseMessages(request, connection);
  }

  parseStatuses(request: ProviderRequest, connection: ChannelConnection): DeliveryReport[] {
    return parseReports(request, connection);
  }

  acknowledge(): Acknowledgement {
    return { status: 200, contentType: 'text/plain', body: '' };
  }

  send(
    reply: OutboundReply,
    connection: ChannelConnection,
    options: SendOptions,
  ): Promise<SendOutcome> {
    return sendMessage(this.guard, reply, connection, options);
  }
}
