import { type z } from 'zod';
import { environmentSchema } from './environment.js';

interface Variable {
  name: string;
  description: string;
  fallback: string | undefined;
  required: boolean;
}

/** A default as one would write it; undefined: there is nothing to write. */
const textOf = (fallback: unknown): string | undefined => {
  if (fallback === undefined) return undefined;
  const text = typeof fallback === 'string' ? fallback : JSON.stringify(fallback);
  return ['[]', '{}'].includes(text) ? undefined : text;
};

/** Every variable, in the order of the declaration. */
const variables = (): Variable[] =>
  Object.entries(environmentSchema.shape).map(([name, schema]) => {
    const withoutValue = (schema as z.ZodType).safeParse(undefined);
    const fallback = withoutValue.success ? withoutValue.data : undefined;
    return {
      name,
      description: (schema as z.ZodType).description ?? '',
      fallback: textOf(fallback),
      required: !withoutValue.success,
    };
  });

/** The text of `.env.example`. */
export const environmentExample = (): string =>
  [
    '# Generated from libs/config/src/environment.ts by `npm run docs`.',
    ...variables().map(
      ({ name, description, fallback, required }) =>
        `\n# ${description}${required ? ' (required)' : ''}\n${required ? '' : '# '}${name}=${fallback ?? ''}`,
    ),
    '',
  ].join('\n');

/** The README's table. */
export const environmentTable = (): string =>
  [
    '| variable | default | for |',
    '| --- | --- | --- |',
    ...variables().map(
      ({ name, description, fallback, required }) =>
        `| \`${name}\` | ${required ? 'required' : fallback === undefined ? '' : `\`${fallback}\``} | ${description} |`,
    ),
  ].join('\n');
