import { z } from 'zod';

/** PostgreSQL cannot store NUL in text. */
const storable = z
  .string()
  .refine((text) => !text.includes('\u0000'), 'must not contain NUL characters')
  .refine((text) => text.isWellFormed(), 'must be well-formed Unicode');

export const identifier = storable.min(1).max(255);

/** What a customer may write at once: 16,384 characters. */
export const messageText = storable.max(16_384);

export const attachment = z.strictObject({
  url: storable.max(2048).pipe(z.url({ protocol: /^https?$/ })),
  contentType: storable.max(255).optional(),
});
