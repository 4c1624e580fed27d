import { z } from 'zod';

/** An amount in integer minor units (KES 1,850.00 = 185000) and its ISO 4217 currency. */
export const money = z.object({
  amountMinor: z.int().min(0),
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as KES'),
});
export type Money = z.infer<typeof money>;
