import { parseInput } from '#contracts';
import { z } from 'zod';
import { type InboundMessage } from '../channel-adapter.js';
import { attachment, identifier, messageText } from '../inbound-fields.js';

/** ISO 8601, or seconds since 1970. */
const timestamp = z.union(
  [
    z.iso.datetime({ offset: true }).transform((iso) => new Date(iso)),
    z
      .number()
      .min(0)
      .max(253_402_300_799)
      .transform((unix) => new Date(unix * 1000)),
  ],
  'must be an ISO 8601 time or seconds since 1970',
);

const webhookBody = z
  .object({
    messageId: identifier.optional(),
    from: z.object({ id: identifier, name: identifier.optional() }),
    text: messageText.default(''),
    timestamp: timestamp.optional(),
    attachments: z.array(attachment).max(20).default([]),
  })
  .refine(({ text, attachments }) => text.trim() !== '' || attachments.length > 0, {
    path: ['text'],
    message: 'is needed where there are no attachments',
  });

/**
 * The body of a `webhook` channel's message; fields it does not know are let through, senders add
 * some over time.
 * @param webhookId the signed header, the message's id where the body names none
 * @throws Problem `malformed`
 */
export const parseWebhookMessage = (body: unknown, webhookId: string): InboundMessage => {
  const { messageId, from, text, timestamp: sentAt, attachments } = parseInput(webhookBody, body);
  return {
    providerMessageId: messageId ?? parseInput(identifier, webhookId),
    from,
    text,
    attachments,
    ...(sentAt === undefined ? {} : { sentAt }),
  };
};
