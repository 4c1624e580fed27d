import { createHmac, timingSafeEqual } from 'node:crypto';
import { parseInput, parseJson, Problem } from '#contracts';
import { Injectable } from '@nestjs/common';
import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import {
  type Acknowledgement,
  type ChannelAdapter,
  type ChannelConnection,
  type InboundBatch,
  type InboundMessage,
  type OutboundReply,
  type ProviderRequest,
  type SendOptions,
  type SendOutcome,
} from '../../src/channel-adapter.js';
import { identifier, messageText } from '../../src/inbound-fields.js';
import { credentialsOf } from '../../src/json-credentials.js';
import { OutboundGuard } from '../../src/outbound/outbound-guard.js';
import { post, type PostResult } from '../../src/outbound/post.js';
import { type PartOutcome, sendInParts } from '../../src/parts/send-parts.js';

const lineSettings = z.strictObject({
  apiBaseUrl: z.url({ protocol: /^https?$/ }).default('https://api.line.me'),
});

const lineCredentials = z.strictObject({
  channelSecret: z.string().min(8).max(255),
  accessToken: z.string().min(8).max(1024),
});

const events = z.looseObject({ events: z.array(z.looseObject({ type: z.string() })).max(1000) });

const textEvent = z.looseObject({
  message: z.looseObject({ type: z.literal('text'), id: identifier, text: messageText }),
  source: z.looseObject({ userId: identifier }),
});

/** LINE's Messaging API, for texts. */
@Injectable()
export class LineAdapter implements ChannelAdapter {
  readonly kind = 'line';
  readonly capabilities = {
    idempotentSends: true,
    statusCallbacks: false,
    readReceipts: false,
    attachments: false,
    typingState: false,
  };
  readonly limits = {
    maxPartCharacters: 5000,
    sendsPerSecond: 2000,
    customerIntervalMs: 0,
    burstPerCustomer: 1,
  };
  readonly settings = lineSettings;
  readonly credentials = lineCredentials;

  constructor(private readonly guard: OutboundGuard) {}

  verify({ headers, body }: ProviderRequest, connection: ChannelConnection): void {
    const { channelSecret } = credentialsOf(connection, lineCredentials);
    const expected = createHmac('sha256', channelSecret).update(body).digest();
    const signature = headers['x-line-signature'];
    const given = Buffer.from(typeof signature === 'string' ? signature : '', 'base64');
    // Base64 can be written in more than one way: only the one that LINE writes is taken.
    const isCanonical = given.toString('base64') === signature;
    if (given.length !== expected.length || !timingSafeEqual(given, expected) || !isCanonical) {
      throw new Problem('unsigned', 'x-line-signature is missing or wrong');
    }
  }

  parse({ body }: ProviderRequest): InboundBatch {
    const batch: InboundBatch = { messages: [], unreadable: 0 };
    for (const event of parseInput(events, parseJson(body)).events) {
      if (event.type !== 'message') continue;
      const read = textEvent.safeParse(event);
      if (read.success) batch.messages.push(messageOf(read.data));
      else batch.unreadable += 1;
    }
    return batch;
  }

  parseStatuses(): [] {
    return [];
  }

  acknowledge(): Acknowledgement {
    return { status: 200, contentType: 'application/json', body: '{}' };
  }

  send(
    reply: OutboundReply,
    connection: ChannelConnection,
    { signal, mayWrite, progress }: SendOptions,
  ): Promise<SendOutcome> {
    const { apiBaseUrl } = lineSettings.parse(connection.settings);
    const { accessToken } = credentialsOf(connection, lineCredentials);
    const url = new URL('/v2/bot/message/push', apiBaseUrl);
    return sendInParts(reply, this.limits.maxPartCharacters, progress, async (text, { part }) => {
      const headers = {
        'content-type': 'application/json',
        authorization: `Bearer ${accessToken}`,
        // The same part has the same key in every attempt: LINE drops the second one.
        'x-line-retry-key': uuidv5(String(part), reply.deliveryId),
      };
      const body = JSON.stringify({ to: reply.to, messages: [{ type: 'text', text }] });
      return outcomeOf(await post(url, { guard: this.guard, headers, body, signal, mayWrite }));
    });
  }
}

const messageOf = ({ message, source }: z.output<typeof textEvent>): InboundMessage => ({
  providerMessageId: message.id,
  from: { id: source.userId },
  text: message.text,
  attachments: [],
});

const outcomeOf = (result: PostResult): PartOutcome => {
  if (result.kind === 'withheld') return { outcome: 'withheld' };
  if (result.kind === 'forbidden') return { outcome: 'refused', error: 'private address' };
  if (result.kind === 'unanswered') {
    return { outcome: result.written ? 'ambiguous' : 'not_sent', error: result.error };
  }
  const { status } = result;
  // 409: an earlier attempt with this key was taken.
  if (status === 200 || status === 409) return { outcome: 'accepted' };
  const error = `LINE answered ${status}`;
  if (status === 429) return { outcome: 'not_sent', error };
  return { outcome: status >= 500 ? 'ambiguous' : 'refused', error };
};
