import { z } from 'zod';
import { label, notEmpty, notEmptyMessage } from '../http/fields.js';

const isTimezone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

const settings = z
  .strictObject({
    timezone: z.string().max(64).refine(isTimezone, 'must be an IANA name such as Africa/Nairobi'),
    language: z.string().regex(/^[a-z]{2}$/, 'must be an ISO 639-1 code such as en'),
    currency: z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as KES'),
    retentionDays: z.int().min(30).max(3650).nullable(),
  })
  .partial();

export const tenantInput = z.strictObject({ name: label, settings: settings.default({}) }).meta({
  examples: [
    {
      name: 'Green Corner',
      settings: { timezone: 'Africa/Nairobi', language: 'en', currency: 'KES' },
    },
  ],
});
export type TenantInput = z.output<typeof tenantInput>;

export const tenantChanges = z
  .strictObject({ name: label, settings: settings.refine(notEmpty, notEmptyMessage) })
  .partial()
  .refine(notEmpty, notEmptyMessage)
  .meta({ examples: [{ settings: { language: 'sw' } }] });
export type TenantChanges = z.output<typeof tenantChanges>;
