import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Author, Book } from '../../test/library.entities.js';
import { type Library, openLibrary, writeBooks } from '../../test/library.js';
import '../../../../test/support/to-run-queries.js';
import { RelationError } from '../loading/relation-error.js';
import { EntityBatch } from './entity-batch.js';

const tenant = '00000009-0000-7000-8000-000000000001';
const other = '00000009-0000-7000-8000-000000000002';

describe('a batch', () => {
  let library: Library;
  let books: Book[];

  beforeAll(async () => {
    library = await openLibrary();
    await writeBooks(library.source, { tenant, books: 20, reviewsPerBook: 2 });
    books = await library.source.manager.find(Book);
  });
  afterAll(async () => library[Symbol.asyncDispose]());

  it('finds what is asked for all over the code with one statement, each once', async () => {
    const batch = new EntityBatch(library.source);
    const find = (id: string) => batch.find(Book, { tenant, id });
    const findAll = () => Promise.all([...books, ...books].map(({ id }) => find(id)));
    await expect(findAll).toRunQueries(1);
    const found = await findAll();
    expect(found.slice(0, books.length)).toEqual(books);
    expect(found[0]).toBe(found[books.length]);
    await expect(findAll).toRunQueries(0);
  });

  it('keeps tenants apart, whose ids may be the same', async () => {
    const batch = new EntityBatch(library.source);
    const id = books[0]?.id ?? '';
    const [ours, theirs] = await Promise.all([
      batch.find(Book, { tenant, id }),
      batch.find(Book, { tenant: other, id }),
    ]);
    expect(ours).toEqual(books[0]);
    expect(theirs).toBeNull();
  });

  it('refuses a key without its tenant', () => {
    const batch = new EntityBatch(library.source);
    expect(() => batch.find(Author, { id: 'x' })).toThrow(RelationError);
    expect(() => batch.find(Author, { id: 'x' })).toThrow("Author needs 'tenant' in its key");
  });

  it('loads one relation of many entities with one statement', async () => {
    const batch = new EntityBatch(library.source);
    const roots = await library.source.manager.find(Book);
    await expect(() =>
      Promise.all(roots.map((book) => batch.related(book, 'author'))),
    ).toRunQueries(1);
    for (const book of roots) expect(book.author?.id).toBe(book.authorId);
    const reviews = await batch.related(roots[0] as Book, 'reviews');
    expect(reviews).toHaveLength(2);
  });
});
