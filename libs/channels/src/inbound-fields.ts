import { z } from 'zod';

/** PostgreSQL cannot store NUL in text. */
const storable = z
  .string()
  .refine((text) => !text.includes('\u0000'), 'must not contain NUL characters')
  .refine((text) => text.isWellFormed(), 'must be well-formed Unicode');

export const identifier = storable.min(1).max(255);

/** What a customer may write at once. */
const maxTextCharacters = 16_384;

export const messageText = storable.max(maxTextCharacters);

export const attachment = z.strictObject({
  url: storable.max(2048).pipe(z.url({ protocol: /^https?$/ })),
  contentType: storable.max(255).optional(),
});

/**
 * A text a provider has signed for, made fit to be stored: refused, it would only come again and
 * again. Cut to what a customer may write at once.
 */
export const storableText = (text: string): string =>
  text.replaceAll('\u0000', '').slice(0, maxTextCharacters).toWellFormed();
