import { Problem } from '#contracts';
import { z } from 'zod';

/** Where a page ended: the row's creation time in microseconds since 1970 and its id. */
export type PagePosition = readonly [createdAtUs: string, id: string];

const position = z.tuple([z.string().regex(/^\d{1,16}$/), z.uuid()]);

/** Opaque to callers. Microseconds, because milliseconds would skip rows created within one. */
export const encodeCursor = (at: PagePosition): string =>
  Buffer.from(JSON.stringify(at)).toString('base64url');

/** @throws Problem `malformed` that names `cursor` */
export const decodeCursor = (cursor: string): PagePosition => {
  try {
    return position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch (cause) {
    const detail = 'is not a cursor of this list';
    throw new Problem('malformed', `cursor: ${detail}`, {
      errors: [{ field: 'cursor', detail }],
      cause,
    });
  }
};
