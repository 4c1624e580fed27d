import { source } from '#contracts';
import { messageAuthors, messageStates } from '#persistence';
import { z } from 'zod';
import { delivery } from './delivery.resource.js';

/** A message as the API shows it. */
export const message = z
  .object({
    id: z.uuid(),
    conversationId: z.uuid(),
    sequence: z.int(),
    direction: z.enum(['inbound', 'outbound']),
    author: z.enum(messageAuthors),
    text: z.string(),
    attachments: z.array(z.object({ url: z.string(), contentType: z.string().optional() })),
    state: z.enum(messageStates),
    providerMessageId: z.string().nullable(),
    sentAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    sources: z.array(source).optional().describe('Outbound only: what the reply rests on'),
    inReplyTo: z
      .array(z.string())
      .optional()
      .describe("Outbound only: the provider's ids of the messages it answers"),
    delivery: delivery.nullable().optional().describe('Outbound only'),
  })
  .meta({ id: 'Message' });
export type Message = z.output<typeof message>;
