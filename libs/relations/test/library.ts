import { DataSource } from 'typeorm';
import { createTestDatabase } from '../../../test/support/databases.js';
import { recordStatements } from '../src/ledger/ledger-logger.js';
import { libraryEntities } from './library.entities.js';

export interface Library extends AsyncDisposable {
  source: DataSource;
}

/** A database of authors, books and reviews of many tenants, empty. */
export const openLibrary = async (): Promise<Library> => {
  const database = await createTestDatabase({ migrated: false });
  const source = new DataSource({
    type: 'postgres',
    url: database.url,
    entities: libraryEntities,
    synchronize: true,
    ...recordStatements(),
  });
  await source.initialize();
  return {
    source,
    async [Symbol.asyncDispose]() {
      await source.destroy();
      await database[Symbol.asyncDispose]();
    },
  };
};

/** Of one tenant: books with an author and an editor each, one genre, and reviews for each book. */
export const writeBooks = async (
  source: DataSource,
  { tenant, books, reviewsPerBook }: { tenant: string; books: number; reviewsPerBook: number },
): Promise<void> => {
  const id = (of: string): string => `lpad((${of})::text, 32, '0')::uuid`;
  await source.query(
    `TRUNCATE tenant, author, profile, book, review, verification, genre, book_genre CASCADE`,
  );
  const fill = async (sql: string, ...parameters: unknown[]): Promise<void> => {
    await source.query(sql, [tenant, ...parameters]);
  };
  await fill(`INSERT INTO tenant VALUES ($1, 'Library')`);
  await fill(
    `INSERT INTO author (tenant, id, name, "originCity", "originSince")
     SELECT $1, ${id('at')}, 'author ' || at, 'Pune', now() FROM generate_series(0, 9) AS at`,
  );
  await fill(
    `INSERT INTO book (tenant, id, title, "authorId", editor, "publishedAt", price)
     SELECT $1, ${id('at')}, 'book ' || at, ${id('at % 10')}, ${id('at % 7')}, now(), at
     FROM generate_series(1, $2::integer) AS at`,
    books,
  );
  await fill(
    `INSERT INTO review (tenant, id, "bookId", "reviewerId", stars)
     SELECT $1, ${id("book || '0' || at")}, ${id('book')}, ${id('at % 10')}, at
     FROM generate_series(1, $2::integer) AS book, generate_series(1, $3::integer) AS at`,
    books,
    reviewsPerBook,
  );
  await source.query(`INSERT INTO genre VALUES (1, 'fiction')`);
  await fill(
    `INSERT INTO book_genre (book_tenant, book, genre)
     SELECT $1, ${id('at')}, 1 FROM generate_series(1, $2::integer) AS at`,
    books,
  );
  await source.query('ANALYZE');
};
