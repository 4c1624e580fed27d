import { Problem } from '#contracts';
import { z } from 'zod';

/** One line that people read: a name, a title. */
export const label = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((text) => !text.includes('\u0000'), 'must not contain NUL characters');

/** A PATCH that names nothing is a mistake of the caller's. */
export const notEmpty = (changes: object): boolean => Object.keys(changes).length > 0;
export const notEmptyMessage = 'must name at least one field to change';

/** A value that is well-formed but may not be used. */
export const refusedField = (field: string, detail: string): Problem =>
  new Problem('unprocessable', `${field}: ${detail}`, { errors: [{ field, detail }] });
