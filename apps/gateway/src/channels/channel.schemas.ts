import { Problem } from '#contracts';
import { deliveryGuarantees, messagePolicies } from '#persistence';
import { z } from 'zod';
import { label, notEmpty, notEmptyMessage, refusedField } from '../http/fields.js';

/** Those whose adapters are installed. */
export const openKinds = ['webhook', 'web_chat'] as const;
export type OpenKind = (typeof openKinds)[number];

/** Standard Webhooks: `whsec_` and base64 of 24 to 64 bytes. */
const isSigningSecret = (secret: string): boolean => {
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1] ?? '';
  const bytes = Buffer.from(base64, 'base64');
  return bytes.toString('base64') === base64 && bytes.length >= 24 && bytes.length <= 64;
};

const deliveryUrl = z.string().max(2048);
const secret = z.string().refine(isSigningSecret, 'must be whsec_ and base64 of 24 to 64 bytes');
const turnWindowMs = z.int().min(0).max(60_000).nullable();
const newMessagePolicy = z.enum(messagePolicies).nullable();
const deliveryGuarantee = z.enum(deliveryGuarantees);
/** A second to a day. */
const fingerprintWindowMs = z.int().min(1000).max(86_400_000).nullable();

/** `deliveryUrl`, `secret` and `deliveryGuarantee` are a `webhook` channel's; a secret that is not given is made. */
export const channelInput = z.strictObject({
  kind: z.string(),
  name: label,
  deliveryUrl: deliveryUrl.optional(),
  secret: secret.optional(),
  turnWindowMs: turnWindowMs.optional(),
  newMessagePolicy: newMessagePolicy.optional(),
  deliveryGuarantee: deliveryGuarantee.optional(),
  fingerprintWindowMs: fingerprintWindowMs.optional(),
});
export type ChannelInput = z.output<typeof channelInput>;

export const channelChanges = z
  .strictObject({
    name: label,
    active: z.boolean(),
    deliveryUrl,
    secret,
    turnWindowMs,
    newMessagePolicy,
    deliveryGuarantee,
    fingerprintWindowMs,
  })
  .partial()
  .refine(notEmpty, notEmptyMessage);
export type ChannelChanges = z.output<typeof channelChanges>;

/** @throws Problem `unprocessable` for a kind without an adapter */
export const openKind = (kind: string): OpenKind => {
  const open = openKinds.find((name) => name === kind);
  if (open === undefined) throw refusedField('/kind', `must be one of ${openKinds.join(', ')}`);
  return open;
};

/** @throws Problem `malformed` for a webhook that has nowhere to deliver */
export const neededUrl = (url: string | undefined): string => {
  if (url !== undefined) return url;
  const detail = 'is needed for a channel of kind webhook';
  throw new Problem('malformed', `/deliveryUrl: ${detail}`, {
    errors: [{ field: '/deliveryUrl', detail }],
  });
};

const webhookFields = ['deliveryUrl', 'secret', 'deliveryGuarantee'] as const;

/** @throws Problem `unprocessable` for what only a webhook has */
export const refuseWebhookFields = (
  fields: Partial<Record<(typeof webhookFields)[number], string>>,
): void => {
  const given = webhookFields.find((name) => fields[name] !== undefined);
  if (given !== undefined) throw refusedField(`/${given}`, 'is for channels of kind webhook only');
};
