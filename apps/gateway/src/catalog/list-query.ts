import { knowledgeTypes, type Page, pageRequest, type WirePage } from '#contracts';
import { z } from 'zod';

const flag = z.stringbool({ truthy: ['true'], falsy: ['false'], error: 'must be true or false' });

/** `?use_cache=false` reads past every cache. */
export const readQuery = z
  .object({ use_cache: flag.default(true) })
  .transform(({ use_cache: useCache }) => ({ useCache }));
export type ReadQuery = z.output<typeof readQuery>;

const listFields = pageRequest.extend({
  activeOnly: flag.default(false),
  use_cache: flag.default(true),
});

export const listQuery = listFields.transform(({ use_cache: useCache, ...rest }) => ({
  ...rest,
  useCache,
}));
export type ListQuery = z.output<typeof listQuery>;

export const knowledgeListQuery = listFields
  .extend({ type: z.enum(knowledgeTypes).optional() })
  .transform(({ use_cache: useCache, ...rest }) => ({ ...rest, useCache }));
export type KnowledgeListQuery = z.output<typeof knowledgeListQuery>;

/** The wire knows no null; the API always names the cursor. */
export const toPage = <Item>({ items, nextCursor }: WirePage<Item>): Page<Item> => ({
  items,
  nextCursor: nextCursor ?? null,
});
