import { type ObjectLiteral, type SelectQueryBuilder } from 'typeorm';
import { comparedSql, decodeCursor, encodeCursor, type Keyset, positionSql } from './cursor.js';

export interface KeysetRequest {
  /** Rows at most. */
  limit: number;
  /** `nextCursor` of the page before; the first page without. */
  cursor?: string | undefined;
}

export interface KeysetPage<Row> {
  items: Row[];
  /** Null on the last page. */
  nextCursor: string | null;
}

/** What the next page begins after: SQL that compares with the cursor's position. */
const seek = <Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  keyset: Keyset,
  cursor: string,
): void => {
  const position = decodeCursor(keyset, cursor);
  const columns = keyset.map(({ column }) => column).join(', ');
  const values = comparedSql(
    keyset,
    position.map((_, at) => `:at${at}`),
  ).join(', ');
  const parameters = Object.fromEntries(position.map((value, at) => [`at${at}`, value]));
  query.andWhere(`(${columns}) < (${values})`, parameters);
};

/**
 * A page of a query, last in its keyset first: as an index in that order is read, whatever the page
 * costs the same. Takes one statement. The query must not join to-many relations: load them after.
 * @throws InvalidCursorError
 */
export const keysetPage = async <Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  keyset: Keyset,
  { limit, cursor }: KeysetRequest,
): Promise<KeysetPage<Row>> => {
  if (cursor !== undefined) seek(query, keyset, cursor);
  positionSql(keyset).forEach((sql, at) => query.addSelect(sql, `at${at}`));
  for (const { column } of keyset) query.addOrderBy(column, 'DESC');
  const { entities, raw } = await query.limit(limit + 1).getRawAndEntities<ObjectLiteral>();
  const last = entities.length > limit ? raw[limit - 1] : undefined;
  return {
    items: entities.slice(0, limit),
    nextCursor:
      last === undefined ? null : encodeCursor(keyset.map((_, at) => last[`at${at}`] as string)),
  };
};
