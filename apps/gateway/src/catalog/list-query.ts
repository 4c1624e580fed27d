import {
  externalIdFilter,
  knowledgeTypes,
  type Page,
  pageRequest,
  type WirePage,
} from '#contracts';
import { z } from 'zod';
import { flag } from '../http/read-query.js';

const listFields = pageRequest.extend({
  activeOnly: flag.default(false),
  externalId: externalIdFilter.optional(),
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
