import { cacheId, familyName } from '#contracts';
import { z } from 'zod';

export const overviewQuery = z.object({ tenantId: z.uuid().optional() });
export type OverviewQuery = z.output<typeof overviewQuery>;

/** `p1` is a text; `["p1",true]` are parts. */
const idInQuery = z
  .string()
  .transform((text, context): unknown => {
    if (!text.startsWith('[')) return text;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue('must be a text, or a JSON array of parts');
      return z.NEVER;
    }
  })
  .pipe(cacheId);

export const lookUpQuery = z
  .object({
    tenantId: z.uuid().optional(),
    family: familyName,
    id: idInQuery,
  })
  .meta({ examples: [{ family: 'agent_config', id: 'current' }] });
export type LookUpQuery = z.output<typeof lookUpQuery>;
