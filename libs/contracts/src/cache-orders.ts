import { z } from 'zod';

const text = (longest: number): z.ZodString =>
  z
    .string()
    .min(1)
    .max(longest)
    .refine((value) => !value.includes('\u0000'), 'must not contain NUL characters');

export const familyName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,63}$/, 'must be the name of a family, such as products');

const part = z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]);

/** What identifies a value in its family: a text, or parts. */
export const cacheId = z.union([text(1000), z.array(part).min(1).max(20)]);

const reason = text(300).refine((value) => value.trim() !== '', 'must say why');

/**
 * What is to be taken back: one value (`family` and `id`), what carries a tag (`tag`), a `family`,
 * or all of a tenant (`tenantId` and nothing else). An operator says why.
 */
export const cacheInvalidation = z
  .strictObject({
    tenantId: z.uuid().optional(),
    family: familyName.optional(),
    id: cacheId.optional(),
    tag: text(300).optional(),
    reason,
  })
  .superRefine(({ tenantId, family, id, tag }, context) => {
    const refuse = (field: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (id !== undefined && family === undefined) refuse('family', 'is needed with an id');
    if (tag !== undefined && (family ?? id) !== undefined) {
      refuse('tag', 'excludes family and id: a tag is of all families');
    }
    if (tenantId === undefined && family === undefined && tag === undefined) {
      refuse('tenantId', 'name a tenant to take all of it back, or give a family or a tag');
    }
  })
  .meta({ examples: [{ family: 'products', reason: 'prices were imported' }] });
export type CacheInvalidation = z.output<typeof cacheInvalidation>;

/** Without a tenant those that are busiest, without families all that can be warmed. */
export const cacheWarming = z
  .strictObject({
    tenantId: z.uuid().optional(),
    families: z.array(familyName).min(1).max(100).optional(),
  })
  .meta({ examples: [{ families: ['products'] }] });
export type CacheWarming = z.output<typeof cacheWarming>;

type Target =
  | { kind: 'entry'; family: string; id: z.output<typeof cacheId> }
  | { kind: 'tags'; tags: string[] }
  | { kind: 'family'; family: string }
  | { kind: 'scope' };

/** What of a tenant an order is about. */
export const invalidationTarget = ({ family, id, tag }: CacheInvalidation): Target => {
  if (tag !== undefined) return { kind: 'tags', tags: [tag] };
  if (family === undefined) return { kind: 'scope' };
  return id === undefined ? { kind: 'family', family } : { kind: 'entry', family, id };
};
