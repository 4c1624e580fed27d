import { type ReceiptStatus } from '#persistence';

const byProgress: readonly ReceiptStatus[] = ['failed', 'queued', 'sent', 'delivered', 'read'];

/**
 * What a provider has said of a reply, from what it said of each part: a reply is read when all of it
 * is, and has failed when any of it has. Null: it has said nothing.
 */
export const providerStatusOf = (parts: readonly ReceiptStatus[]): ReceiptStatus | null =>
  byProgress.find((status) => parts.includes(status)) ?? null;
