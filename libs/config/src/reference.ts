import { z } from 'zod';
import { environmentSchema } from './environment.js';

interface Variable {
  name: string;
  description: string;
  fallback: string | undefined;
  required: boolean;
}

/** Every variable, in the order of the declaration. */
const variables = (): Variable[] =>
  Object.entries(environmentSchema.shape).map(([name, schema]) => {
    const withoutValue = (schema as z.ZodType).safeParse(undefined);
    const fallback = withoutValue.success ? withoutValue.data : undefined;
    return {
      name,
      description: (schema as z.ZodType).description ?? '',
      fallback:
        fallback === undefined || (Array.isArray(fallback) && fallback.length === 0)
          ? undefined
          : z.coerce.string().parse(fallback),
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
