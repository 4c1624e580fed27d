import { z } from 'zod';
import { Problem } from './problems.js';

const maxPageSize = 200;

/** What every list takes: `limit` 1–200 (50), and the `nextCursor` of the page before. */
export const pageRequest = z.object({
  limit: z.coerce.number().int().min(1).max(maxPageSize).default(50),
  cursor: z.string().max(200).optional(),
});
export type PageRequest = z.infer<typeof pageRequest>;

/** A page, newest first; `nextCursor` is null on the last one. */
export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** A page as a schema of answers. */
export const aPageOf = <Item extends z.ZodType>(
  item: Item,
): z.ZodObject<{ items: z.ZodArray<Item>; nextCursor: z.ZodNullable<z.ZodString> }> =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** What a list answers to a cursor that it has not handed out. */
export const foreignCursor = (cause: unknown): Problem => {
  const detail = 'is not a cursor of this list';
  const errors = [{ field: 'cursor', detail }];
  return new Problem('malformed', `cursor: ${detail}`, { errors, cause });
};
