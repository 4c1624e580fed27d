import { type Page, type PageRequest, Problem } from '#contracts';
import { type ObjectLiteral, type SelectQueryBuilder } from 'typeorm';
import { z } from 'zod';

/** How a column travels in a cursor: out of SQL, validated, and back into SQL. */
const columnTypes = {
  uuid: {
    select: (column: string) => `${column}::text`,
    text: z.uuid(),
    compare: (parameter: string) => `${parameter}::uuid`,
  },
  bigint: {
    select: (column: string) => `${column}::text`,
    text: z.string().regex(/^\d{1,18}$/),
    compare: (parameter: string) => `${parameter}::bigint`,
  },
  // Microseconds, because milliseconds would skip rows written within one.
  timestamptz: {
    select: (column: string) => `(extract(epoch FROM ${column}) * 1000000)::bigint::text`,
    text: z.string().regex(/^\d{1,16}$/),
    compare: (parameter: string) =>
      `timestamptz 'epoch' + ${parameter}::bigint * interval '1 microsecond'`,
  },
};

/** The columns a list is ordered by, newest first, as SQL names them; together they are unique. */
export type Keyset = readonly { column: string; type: keyof typeof columnTypes }[];

/** UUIDv7 ids are in order of creation. */
export const newestFirst: Keyset = [{ column: 'row.id', type: 'uuid' }];

const decodeCursor = (keyset: Keyset, cursor: string): string[] => {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return z
      .array(z.string())
      .length(keyset.length)
      .parse(position)
      .map((value, index) => columnTypes[keyset[index]?.type ?? 'uuid'].text.parse(value));
  } catch (cause) {
    const detail = 'is not a cursor of this list';
    const errors = [{ field: 'cursor', detail }];
    throw new Problem('malformed', `cursor: ${detail}`, { errors, cause });
  }
};

/**
 * A page of a query whose table is aliased `row`, in the order of its keyset; one statement.
 * @throws Problem `malformed` for a cursor of another list
 */
export const pageOf = async <Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  keyset: Keyset,
  { limit, cursor }: PageRequest,
): Promise<Page<Row>> => {
  if (cursor !== undefined) {
    const position = decodeCursor(keyset, cursor);
    const columns = keyset.map(({ column }) => column).join(', ');
    const values = keyset.map(({ type }, at) => columnTypes[type].compare(`:at${at}`)).join(', ');
    const parameters = Object.fromEntries(position.map((value, at) => [`at${at}`, value]));
    query.andWhere(`(${columns}) < (${values})`, parameters);
  }
  keyset.forEach(({ column, type }, at) => {
    query.addSelect(columnTypes[type].select(column), `at${at}`);
    query.addOrderBy(column, 'DESC');
  });
  const { entities, raw } = await query.limit(limit + 1).getRawAndEntities<ObjectLiteral>();
  const last = entities.length > limit ? raw[limit - 1] : undefined;
  const position = keyset.map((_, at) => last?.[`at${at}`] as string);
  return {
    items: entities.slice(0, limit),
    nextCursor:
      last === undefined ? null : Buffer.from(JSON.stringify(position)).toString('base64url'),
  };
};
