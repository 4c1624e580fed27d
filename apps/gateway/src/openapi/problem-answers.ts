import { problemCatalogue, type ProblemCode } from '#contracts';
import { z } from 'zod';
import { type DescribedRoute } from './routes.js';

const codes = Object.keys(problemCatalogue) as [ProblemCode, ...ProblemCode[]];

/** RFC 9457, as `Problem.toJSON` writes it. */
export const problemDetails = z
  .object({
    type: z.string().describe('`urn:tulia:problem:` and the code'),
    title: z.string(),
    status: z.int().min(400).max(599),
    code: z.enum(codes).describe('Stable: for programs to decide by'),
    detail: z.string().optional(),
    errors: z
      .array(
        z.object({
          field: z
            .string()
            .describe('A JSON pointer into the body, or the name of a parameter or header'),
          detail: z.string(),
        }),
      )
      .optional()
      .describe('Every field that is wrong'),
  })
  .meta({ id: 'Problem' });

const whenKeyed: ProblemCode[] = ['unauthenticated', 'forbidden', 'rate_limited'];

/** What may go wrong with a route, by what it takes. */
const problemsOf = (route: DescribedRoute): ProblemCode[] => {
  const { access, path, query, body, isIdempotent, operation } = route;
  const found: ProblemCode[] = [
    ...(access === 'public' ? [] : whenKeyed),
    ...(path.includes(':') ? (['not_found'] as const) : []),
    ...(query !== undefined || body !== undefined ? (['malformed'] as const) : []),
    ...(body === undefined && operation.files === undefined
      ? []
      : (['too_large', 'unsupported_media_type'] as const)),
    ...(isIdempotent ? (['malformed', 'conflict', 'unprocessable'] as const) : []),
    ...(operation.problems ?? []),
    'internal',
    'unavailable',
  ];
  return codes.filter((code) => found.includes(code));
};

/** Answers by status; several problems may share one. */
export const problemAnswers = (
  route: DescribedRoute,
  schema: Record<string, unknown>,
): Record<string, object> => {
  const byStatus = Map.groupBy(problemsOf(route), (code) => problemCatalogue[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, found]) => [
      String(status),
      {
        description: found.map((code) => `\`${code}\`: ${problemCatalogue[code].title}`).join('. '),
        content: { 'application/problem+json': { schema } },
      },
    ]),
  );
};
