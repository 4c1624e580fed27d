import { isSigningSecret } from '#channels';
import { Problem } from '#contracts';
import { deliveryGuarantees, messagePolicies } from '#persistence';
import { z } from 'zod';
import { label, notEmpty, notEmptyMessage, refusedField } from '../http/fields.js';

export const deliveryUrl = z.string().max(2048);
export const secret = z
  .string()
  .refine(isSigningSecret, 'must be whsec_ and base64 of 24 to 64 bytes');
/** The newest first. While a secret is changed both sides know the old one and the new one. */
const secrets = z.array(secret).min(1).max(5);
/** What of them there is, the kind's adapter says. */
const ofItsKind = z.record(z.string().max(100), z.unknown());
const turnWindowMs = z.int().min(0).max(60_000).nullable();
const newMessagePolicy = z.enum(messagePolicies).nullable();
const deliveryGuarantee = z.enum(deliveryGuarantees);
/** A second to a day. */
const fingerprintWindowMs = z.int().min(1000).max(86_400_000).nullable();

/**
 * `deliveryUrl`, `secret` or `secrets` are a `webhook` channel's (one that is not given is made);
 * other kinds have `settings`, and `credentials`, which nobody reads again.
 */
export const channelInput = z
  .strictObject({
    kind: z.string(),
    name: label,
    deliveryUrl: deliveryUrl.optional(),
    secret: secret.optional(),
    secrets: secrets.optional(),
    settings: ofItsKind.optional(),
    credentials: ofItsKind.optional(),
    turnWindowMs: turnWindowMs.optional(),
    newMessagePolicy: newMessagePolicy.optional(),
    deliveryGuarantee: deliveryGuarantee.optional(),
    fingerprintWindowMs: fingerprintWindowMs.optional(),
  })
  .meta({
    examples: [{ kind: 'webhook', name: 'Shop', deliveryUrl: 'https://shop.example/tulia' }],
  });
export type ChannelInput = z.output<typeof channelInput>;

export const channelChanges = z
  .strictObject({
    name: label,
    active: z.boolean(),
    deliveryUrl,
    secret,
    secrets,
    settings: ofItsKind,
    credentials: ofItsKind,
    turnWindowMs,
    newMessagePolicy,
    deliveryGuarantee,
    fingerprintWindowMs,
  })
  .partial()
  .refine(notEmpty, notEmptyMessage)
  .meta({ examples: [{ turnWindowMs: 2000 }] });
export type ChannelChanges = z.output<typeof channelChanges>;

/** @throws Problem `malformed` for a webhook that has nowhere to deliver */
export const neededUrl = (url: string | undefined): string => {
  if (url !== undefined) return url;
  const detail = 'is needed for a channel of kind webhook';
  throw new Problem('malformed', `/deliveryUrl: ${detail}`, {
    errors: [{ field: '/deliveryUrl', detail }],
  });
};

const webhookFields = ['deliveryUrl', 'secret', 'secrets'] as const;

/** @throws Problem `unprocessable` for what only a webhook has */
export const refuseWebhookFields = (
  fields: Partial<Record<(typeof webhookFields)[number], unknown>>,
): void => {
  const given = webhookFields.find((name) => fields[name] !== undefined);
  if (given !== undefined) throw refusedField(`/${given}`, 'is for channels of kind webhook only');
};
