import { z } from 'zod';

const kept = z.custom<object>().meta({ type: 'object' });
const rows = z.array(kept);

export const customerData = z
  .object({
    customer: kept,
    identities: rows,
    conversations: rows,
    messages: rows,
    interactions: rows,
    deliveries: rows,
  })
  .meta({ id: 'CustomerData' });

const count = z.int().min(0);

export const erasure = z
  .object({
    customerId: z.uuid(),
    erasedAt: z.string(),
    by: z.string(),
    erased: z
      .object({
        identities: count,
        conversations: count,
        messages: count,
        interactions: count,
        deliveries: count,
      })
      .describe('Rows that were there'),
    remaining: count.describe('Rows still there, looked for after the deletion'),
  })
  .meta({ id: 'Erasure' });
