import { afterAll, beforeAll, describe, expect, it, test } from '@jest/globals';
import { Author, Book, Review } from '../../test/library.entities.js';
import { type Library, openLibrary, writeBooks } from '../../test/library.js';
import { statementsOf } from '../../../../test/support/to-run-queries.js';
import { RelationLoader } from './relation-loader.js';

const tenant = '00000009-0000-7000-8000-000000000001';

let library: Library;
let loader: RelationLoader;

beforeAll(async () => {
  library = await openLibrary();
  loader = new RelationLoader(library.source);
});
afterAll(async () => library[Symbol.asyncDispose]());

const books = (): Promise<Book[]> => library.source.manager.find(Book, { order: { id: 'ASC' } });

const firstBook = async (): Promise<Book> => {
  const [book] = await books();
  if (book === undefined) throw new Error('no book');
  return book;
};

describe.each([1, 100, 10_000])('of %i books', (count) => {
  beforeAll(
    async () => writeBooks(library.source, { tenant, books: count, reviewsPerBook: 3 }),
    60_000,
  );

  it('author, their library, the editor, the best two reviews and the genres take 4 statements', async () => {
    const load = async (): Promise<Book[]> =>
      loader.load(await books(), {
        relations: ['author.owner', 'editor', 'reviews', 'genres'],
        orderBy: { reviews: { stars: 'DESC' } },
        limitPer: { reviews: 2 },
      });
    await expect(load).toRunQueries(4);
    const loaded = await load();
    expect(loaded).toHaveLength(count);
    for (const book of loaded) {
      expect(book.author).toMatchObject({ id: book.authorId, owner: { id: tenant } });
      expect(book.editor).toBeInstanceOf(Author);
      expect(book.reviews?.map(({ stars }) => stars)).toEqual([3, 2]);
      expect(book.genres).toHaveLength(1);
    }
  }, 60_000);
});

describe('what is loaded', () => {
  beforeAll(async () => writeBooks(library.source, { tenant, books: 30, reviewsPerBook: 3 }));

  it('is one object where several roots have it', async () => {
    const loaded = await loader.load(await books(), { relations: ['author', 'genres'] });
    expect(new Set(loaded.map(({ author }) => author)).size).toBe(10);
    expect(new Set(loaded.flatMap(({ genres }) => genres)).size).toBe(1);
    expect(loaded[0]?.genres).not.toBe(loaded[1]?.genres);
  });

  it('is not loaded again, nor is what is known to be absent', async () => {
    const loaded = await books();
    const load = () => loader.load(loaded, { relations: ['author.profile', 'reviews'] });
    await expect(load).toRunQueries(2);
    expect(loaded.every(({ author }) => author?.profile === null)).toBe(true);
    await expect(load).toRunQueries(0);
    loaded.slice(0, 2).forEach((book) => delete book.reviews);
    await expect(load).toRunQueries(1);
  });

  it('is nothing where the key is null, without asking', async () => {
    const book = Object.assign(await firstBook(), { authorId: null });
    const load = () => loader.load(book, { relations: ['author'] });
    await expect(load).toRunQueries(0);
    expect(book.author).toBeNull();
  });

  it('is nothing for no roots', async () => {
    await expect(() => loader.load([] as Book[], { relations: ['author'] })).toRunQueries(0);
  });

  it('is plain for plain roots', async () => {
    const roots = [{ ...(await firstBook()) }];
    await loader.load(roots, { of: Book, relations: ['author', 'reviews'] });
    const [book] = roots;
    expect(book?.author?.constructor).toBe(Object);
    expect(book?.reviews?.map(({ constructor }) => constructor)).toEqual([Object, Object, Object]);
  });

  it('has the columns asked for, the key, and what its own relations need', async () => {
    const book = await loader.load(await firstBook(), {
      relations: ['reviews.reviewer'],
      select: { reviews: ['stars'], 'reviews.reviewer': ['name'] },
    });
    const [review] = book.reviews ?? [];
    expect(Object.keys(review ?? {}).sort()).toEqual([
      'id',
      'reviewer',
      'reviewerId',
      'stars',
      'tenant',
    ]);
    expect(Object.keys(review?.reviewer ?? {}).sort()).toEqual(['id', 'name', 'tenant']);
  });

  it('is what a transaction sees, when the loader is given its manager', async () => {
    await library.source.transaction(async (manager) => {
      await manager.update(Author, { tenant }, { name: 'changed here' });
      const relations = ['author', 'reviews', 'genres'] as const;
      const inside = await new RelationLoader(manager).load(await firstBook(), { relations });
      expect(inside.author?.name).toBe('changed here');
      const outside = await loader.load(await firstBook(), { relations });
      expect(outside.author?.name).not.toBe('changed here');
    });
  });

  it('takes more statements only beyond the keys of one', async () => {
    const small = new RelationLoader(library.source, { keysPerStatement: 12 });
    const loaded = await books();
    await expect(() => small.load(loaded, { relations: ['reviews', 'author'] })).toRunQueries(
      3 + 1,
    );
    expect(loaded.every(({ reviews }) => reviews?.length === 3)).toBe(true);
  });
});

describe('the statements', () => {
  beforeAll(async () => writeBooks(library.source, { tenant, books: 2, reviewsPerBook: 1 }));

  test.each<[string, (roots: Book[]) => unknown]>([
    [
      'to one, two levels',
      (roots) => loader.load(roots, { relations: ['author.owner', 'editor'] }),
    ],
    ['to many', (roots) => loader.load(roots, { relations: ['reviews'] })],
    [
      'the first of many',
      (roots) =>
        loader.load(roots, {
          relations: ['reviews'],
          select: { reviews: ['stars'] },
          orderBy: { reviews: { stars: 'DESC' } },
          limitPer: { reviews: 2 },
        }),
    ],
    ['many to many', (roots) => loader.load(roots, { relations: ['genres'] })],
  ])('%s are these', async (_, load) => {
    const roots = await books();
    expect(await statementsOf(() => load(roots))).toMatchSnapshot();
  });

  it('of a relation that each target has for itself come along with the target', async () => {
    const [review] = await library.source.manager.find(Review);
    expect(
      await statementsOf(() =>
        loader.load(review as Review, { relations: ['verifications.backed'] }),
      ),
    ).toMatchSnapshot();
  });
});
