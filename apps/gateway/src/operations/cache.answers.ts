import { z } from 'zod';

const coverage = {
  complete: z.boolean().describe('Every living process has answered'),
  silent: z.array(z.string()).readonly().describe('Processes that live and did not answer in time'),
  note: z.string().nullable().describe('What is missing, and why'),
};

/** What libs/caching counts, by family; its own types say what. */
const byFamily = z.record(z.string(), z.unknown()).readonly();
const listed = z.array(z.unknown()).readonly();

export const platformFigures = z
  .object({
    ...coverage,
    families: byFamily,
    broadInvalidations: z.record(z.string(), z.int()).readonly(),
    tenants: z.array(z.object({ tenantId: z.string(), requests: z.int(), families: byFamily })),
    processes: listed,
  })
  .meta({ id: 'PlatformCacheFigures' });

export const tenantFigures = z
  .object({
    ...coverage,
    tenantId: z.string(),
    requests: z.int(),
    families: byFamily,
    invalidations: listed.describe('Newest first'),
  })
  .meta({ id: 'TenantCacheFigures' });

export const lookedUp = z
  .object({
    ...coverage,
    tenantId: z.string(),
    processes: listed,
    lastInvalidation: z.custom<object | null>().meta({ type: ['object', 'null'] }),
  })
  .meta({ id: 'CachedValue' });
