import { deliveryStates, receiptStatuses } from '#persistence';
import { z } from 'zod';

/** How far a reply is on its way to the provider. */
export const delivery = z
  .object({
    state: z.enum(deliveryStates),
    attempts: z.int(),
    lastError: z.string().nullable(),
    nextAttemptAt: z.iso
      .datetime()
      .nullable()
      .describe('Null: it is being attempted right now, or never again'),
    deliveredAt: z.iso.datetime().nullable(),
    providerStatus: z
      .enum(receiptStatuses)
      .nullable()
      .describe(
        'What the provider last said of it; of several parts, of the one least far. Null: nothing',
      ),
  })
  .meta({ id: 'Delivery' });
