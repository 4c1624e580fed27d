import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SelectQueryBuilder } from 'typeorm';
import { Book, Review } from '../../test/library.entities.js';
import { type Library, openLibrary, writeBooks } from '../../test/library.js';
import { statementsOf } from '../../../../test/support/to-run-queries.js';
import { streamEntities } from './stream-entities.js';

const tenant = '00000009-0000-7000-8000-000000000001';

const all = async (stream: AsyncIterable<Book>): Promise<Book[]> => {
  const books: Book[] = [];
  for await (const book of stream) books.push(book);
  return books;
};

describe('streaming entities', () => {
  let library: Library;

  beforeAll(async () => {
    library = await openLibrary();
    await writeBooks(library.source, { tenant, books: 25, reviewsPerBook: 2 });
  });
  afterAll(async () => library[Symbol.asyncDispose]());

  const books = (): SelectQueryBuilder<Book> =>
    library.source.manager
      .createQueryBuilder(Book, 'book')
      .where('book.tenant = :tenant AND book.price > :price', { tenant, price: 5 })
      .orderBy('book.id');

  /** A second connection would wait for ever, were the first not given back. */
  const connections = async (): Promise<number> => {
    const [row] = await library.source.query<{ count: string }[]>(
      `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'`,
    );
    return Number(row?.count);
  };

  it.each([1, 7, 20, 1000])('hands out what the query finds, %i at a time', async (batchSize) => {
    const streamed = await all(streamEntities(books(), { batchSize }));
    expect(streamed).toEqual(await books().getMany());
    expect(streamed).toHaveLength(20);
    expect(await connections()).toBe(0);
  });

  it('loads relations batch by batch', async () => {
    const load = { relations: ['author', 'reviews'] } as const;
    const stream = streamEntities(books(), { batchSize: 10, load });
    for await (const book of stream) {
      expect(book.author?.id).toBe(book.authorId);
      expect(book.reviews).toHaveLength(2);
    }
  });

  it('is one statement to the ledger, however many batches', async () => {
    const statements = await statementsOf(() => all(streamEntities(books(), { batchSize: 3 })));
    expect(statements).toMatchSnapshot();
  });

  it('shows one moment: what is written meanwhile is not seen, in relations neither', async () => {
    let seen = 0;
    for await (const book of streamEntities(books(), {
      batchSize: 5,
      load: { relations: ['reviews'] },
    })) {
      if (seen++ === 0) await library.source.manager.delete(Review, { tenant });
      expect(book.reviews).toHaveLength(2);
    }
    expect(seen).toBe(20);
  });

  it('gives the connection back when the loop is left, and when the query fails', async () => {
    for await (const _book of streamEntities(books(), { batchSize: 2 })) break;
    expect(await connections()).toBe(0);
    const broken = books().andWhere('1 / (1 - 1) = 0');
    await expect(all(streamEntities(broken))).rejects.toThrow('division by zero');
    expect(await connections()).toBe(0);
  });
});
