import { type z } from 'zod';
import { type FieldError, Problem } from './problems.js';

/** `['price', 0]` → `/price/0` (RFC 6901). */
const jsonPointer = (path: PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const fieldErrors = (error: z.ZodError): FieldError[] =>
  error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          field: jsonPointer([...issue.path, key]),
          detail: 'is not a known field',
        }))
      : [{ field: jsonPointer(issue.path), detail: issue.message }],
  );

/** Parses untrusted input. @throws Problem `malformed` that names every wrong field. */
export const parseInput = <Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): z.output<Schema> => {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const errors = fieldErrors(parsed.error);
  const named = errors.map(({ field, detail }) => `${field || 'body'}: ${detail}`).join('; ');
  throw new Problem('malformed', named, { errors });
};
