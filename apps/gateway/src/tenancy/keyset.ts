import { foreignCursor, type Page, type PageRequest } from '#contracts';
import { InvalidCursorError, type Keyset, keysetPage } from '#relations';
import { type ObjectLiteral, type SelectQueryBuilder } from 'typeorm';

/** UUIDv7 ids are in order of creation. */
export const newestFirst: Keyset = [{ column: 'row.id', type: 'uuid' }];

/**
 * A page of a query whose table is aliased `row`, newest first; one statement.
 * @throws Problem `malformed` for a cursor of another list
 */
export const pageOf = async <Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  keyset: Keyset,
  request: PageRequest,
): Promise<Page<Row>> => {
  try {
    return await keysetPage(query, keyset, request);
  } catch (error) {
    throw error instanceof InvalidCursorError ? foreignCursor(error) : error;
  }
};
