import { type ChannelEntity, deliveryGuarantees, messagePolicies } from '#persistence';
import { z } from 'zod';

/** A channel as the API shows it: never its secret. */
export const channel = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    name: z.string(),
    active: z.boolean(),
    deliveryUrl: z.string().nullable(),
    settings: z
      .custom<object>()
      .meta({ type: 'object' })
      .describe('What its kind needs to know that is no secret'),
    turnWindowMs: z.int().nullable().describe("Milliseconds; null: the agent's"),
    newMessagePolicy: z.enum(messagePolicies).nullable().describe("Null: the agent's"),
    deliveryGuarantee: z.enum(deliveryGuarantees),
    fingerprintWindowMs: z
      .int()
      .nullable()
      .describe('Milliseconds; null: the same said twice is two messages'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Channel' });
export type Channel = z.output<typeof channel>;

export const toChannel = (row: ChannelEntity): Channel => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  active: row.active,
  deliveryUrl: row.deliveryUrl,
  settings: row.settings,
  turnWindowMs: row.turnWindowMs,
  newMessagePolicy: row.newMessagePolicy,
  deliveryGuarantee: row.deliveryGuarantee,
  fingerprintWindowMs: row.fingerprintWindowMs,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});
