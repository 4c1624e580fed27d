import { z } from 'zod';
import { label } from '../http/fields.js';

/** The body may be absent. */
export const handoffInput = z
  .strictObject({ reason: label.default('operator_took_over') })
  .prefault({})
  .meta({ examples: [{ reason: 'complaint' }] });
export type HandoffInput = z.output<typeof handoffInput>;

export const replyInput = z
  .strictObject({
    text: z
      .string()
      .trim()
      .min(1)
      .max(4000)
      .refine((text) => !text.includes('\u0000'), 'must not contain NUL characters'),
  })
  .meta({ examples: [{ text: 'Yes, until six today.' }] });
export type ReplyInput = z.output<typeof replyInput>;
