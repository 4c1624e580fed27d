import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fillLibrary, libraryContents } from '../../test/library.arbitrary.js';
import { Book } from '../../test/library.entities.js';
import { type Library, openLibrary } from '../../test/library.js';
import { NaiveLoader } from '../../test/naive-loader.js';
import { type UncheckedOptions } from './load.options.js';
import { RelationLoader } from './relation-loader.js';

const paths = [
  'author',
  'author.owner',
  'author.mentor',
  'author.mentor.owner',
  'author.pupils',
  'author.profile',
  'editor',
  'editor.profile',
  'editor.books.genres',
  'reviews',
  'reviews.reviewer',
  'reviews.reviewer.profile',
  'reviews.verifications',
  'reviews.verifications.backed.reviewer',
  'genres',
  'genres.books',
];

const direction = fc.constantFrom('ASC' as const, 'DESC' as const);

const selections: fc.Arbitrary<UncheckedOptions> = fc
  .record({
    relations: fc.subarray(paths, { minLength: 1 }),
    limits: fc.record(
      { reviews: fc.integer({ min: 1, max: 3 }), genres: fc.constant(2) },
      { requiredKeys: [] },
    ),
    reviewOrder: fc.option(fc.record({ stars: direction }), { nil: undefined }),
    titles: fc.boolean(),
  })
  .map(({ relations, limits, reviewOrder, titles }) => {
    const has = (path: string): boolean =>
      relations.some((given) => `${given}.`.startsWith(`${path}.`));
    const of = <Value>(options: Record<string, Value | undefined>) =>
      Object.fromEntries(Object.entries(options).filter(([path]) => has(path)));
    return {
      relations,
      limitPer: of(limits),
      orderBy: of({ reviews: reviewOrder }),
      select: of(
        titles
          ? { 'genres.books': ['title'], author: ['name', 'mentorId'], editor: ['origin'] }
          : {},
      ),
    };
  });

describe('loading relations', () => {
  let library: Library;

  beforeAll(async () => {
    library = await openLibrary();
  });
  afterAll(async () => library[Symbol.asyncDispose]());

  it('comes to what loading them one by one does, whatever is related, selected and loaded already', async () => {
    await fc.assert(
      fc.asyncProperty(
        libraryContents,
        selections,
        fc.subarray(paths),
        fc.constantFrom(1, 2, 1000),
        async (contents, options, loadedBefore, keysPerStatement) => {
          const { source } = library;
          await fillLibrary(source, contents);
          const books = (): Promise<Book[]> =>
            source.manager.find(Book, { order: { title: 'ASC', tenant: 'ASC', id: 'ASC' } });
          const loader = new RelationLoader(source, { keysPerStatement });
          const [expected, loaded] = [await books(), await books()];
          await new NaiveLoader(source, options).load(expected, 'Book');
          const before = options.relations.filter((path) => loadedBefore.includes(path));
          await loader.loadUnchecked(loaded.slice(0, 3), { ...options, ...only(options, before) });
          await loader.loadUnchecked(loaded, options);
          expect(loaded).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  }, 120_000);
});

/** The options with some of the relations only. */
const only = (options: UncheckedOptions, relations: string[]): UncheckedOptions => {
  const has = (path: string): boolean =>
    relations.some((given) => `${given}.`.startsWith(`${path}.`));
  const of = <Value>(given: Readonly<Record<string, Value>> = {}): Record<string, Value> =>
    Object.fromEntries(Object.entries(given).filter(([path]) => has(path)));
  return {
    relations,
    select: of(options.select),
    limitPer: of(options.limitPer),
    orderBy: of(options.orderBy),
  };
};
