import { z } from 'zod';
import { deliveryUrl, secret } from '../channels/channel.schemas.js';

export const handoffWebhookInput = z
  .strictObject({
    url: deliveryUrl,
    /** Absent: one is made. */
    secret: secret.optional(),
  })
  .meta({ examples: [{ url: 'https://shop.example/handoffs' }] });
export type HandoffWebhookInput = z.output<typeof handoffWebhookInput>;

export const handoffWebhook = z
  .object({
    url: z.string(),
    waiting: z.int().describe('Handoffs it has not taken yet, of the last 100 untold'),
    givenUp: z.int().describe('Handoffs it never took, of the last 100 untold'),
    lastError: z.string().nullable().describe('Why the newest of these was not taken'),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'HandoffWebhook' });
export type HandoffWebhook = z.output<typeof handoffWebhook>;

export const newHandoffWebhook = handoffWebhook
  .extend({ secret: z.string().describe('Shown this once') })
  .meta({ id: 'NewHandoffWebhook' });
export type NewHandoffWebhook = z.output<typeof newHandoffWebhook>;
