import { afterAll, beforeAll, describe, expect, it, test } from '@jest/globals';
import { type ObjectLiteral } from 'typeorm';
import { type Author, Book, Loan } from '../../test/library.entities.js';
import { type Library, openLibrary } from '../../test/library.js';
import { type UncheckedOptions } from './load.options.js';
import { RelationError } from './relation-error.js';
import { RelationLoader } from './relation-loader.js';

let library: Library;
let loader: RelationLoader;

beforeAll(async () => {
  library = await openLibrary();
  loader = new RelationLoader(library.source);
});
afterAll(async () => library[Symbol.asyncDispose]());

const book = (): Book => Object.assign(new Book(), { tenant: 'a', id: 'b', authorId: 'c' });

const refusal = async (options: UncheckedOptions, root: ObjectLiteral = book()) => {
  const error: unknown = await loader
    .loadUnchecked(root, options)
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RelationError);
  const { reason, path, message } = error as RelationError;
  expect(message).toContain(path);
  return { reason, path };
};

test.each<[string, UncheckedOptions, string, string]>([
  ['an unknown relation', { relations: ['publisher'] }, 'unknown', 'publisher'],
  ['a nested unknown one', { relations: ['author.cat'] }, 'unknown', 'author.cat'],
  ['a column', { relations: ['author.name'] }, 'unknown', 'author.name'],
  ['an empty name', { relations: ['author.'] }, 'unknown', 'author.'],
  ['a way back', { relations: ['reviews.book'] }, 'cyclic', 'reviews.book'],
  [
    'a nested way back',
    { relations: ['author.profile.author'] },
    'cyclic',
    'author.profile.author',
  ],
  [
    'a relation taken twice',
    { relations: ['author.mentor.mentor'] },
    'cyclic',
    'author.mentor.mentor',
  ],
  [
    'a larger circle',
    { relations: ['author.books.author.books'] },
    'cyclic',
    'author.books.author',
  ],
  ['a limit of 0', { relations: ['reviews'], limitPer: { reviews: 0 } }, 'limit', 'reviews'],
  [
    'a negative limit',
    { relations: ['author.books'], limitPer: { 'author.books': -1 } },
    'limit',
    'author.books',
  ],
  ['half a limit', { relations: ['reviews'], limitPer: { reviews: 1.5 } }, 'limit', 'reviews'],
  ['no number', { relations: ['reviews'], limitPer: { reviews: NaN } }, 'limit', 'reviews'],
  [
    'a limit of one entity',
    { relations: ['author'], limitPer: { author: 1 } },
    'not_to_many',
    'author',
  ],
  [
    'an order of one entity',
    { relations: ['author'], orderBy: { author: { name: 'ASC' } } },
    'not_to_many',
    'author',
  ],
  [
    'an order by no column',
    { relations: ['reviews'], orderBy: { reviews: { moons: 'ASC' } } },
    'unknown',
    'reviews',
  ],
  [
    'an order that is SQL',
    { relations: ['reviews'], orderBy: { reviews: { stars: 'ASC; DROP TABLE book' as 'ASC' } } },
    'unknown',
    'reviews',
  ],
  [
    'a column that is none',
    { relations: ['author'], select: { author: ['age'] } },
    'unknown',
    'author',
  ],
  [
    'an option of what is not loaded',
    { relations: ['author'], limitPer: { reviews: 1 } },
    'unknown',
    'reviews',
  ],
])('%s is refused, with its path', async (_, options, reason, path) => {
  await expect(refusal(options)).resolves.toEqual({ reason, path });
});

test.each([
  ['lazy', 'is lazy'],
  ['film', 'shares its table'],
])('%s is refused as not supported', async (path, why) => {
  const loading = loader.loadUnchecked(Object.assign(new Loan(), { id: 1 }), { relations: [path] });
  await expect(loading).rejects.toMatchObject({ reason: 'unsupported', path });
  await expect(loading).rejects.toThrow(why);
});

describe('roots', () => {
  it('must have the columns that say what is related to them', async () => {
    const root = Object.assign(new Book(), { tenant: 'a', id: 'b' });
    await expect(refusal({ relations: ['author'] }, root)).resolves.toEqual({
      reason: 'key_not_loaded',
      path: 'author',
    });
  });

  it('must say what they are, when plain', async () => {
    await expect(refusal({ relations: ['author'] }, { tenant: 'a', id: 'b' })).resolves.toEqual({
      reason: 'unknown',
      path: '',
    });
  });
});

/** Compiled, never run: what TypeScript refuses. */
const refusedByTypes = (root: Book, roots: Author[]): unknown[] => [
  loader.load(root, { relations: ['author.mentor', 'genres.books'] }),
  // @ts-expect-error no such relation
  loader.load(root, { relations: ['publisher'] }),
  // @ts-expect-error no such nested relation
  loader.load(roots, { relations: ['books.publisher'] }),
  // @ts-expect-error a column is no relation
  loader.load(root, { relations: ['title'] }),
  // @ts-expect-error one entity has no limit
  loader.load(root, { relations: ['author'], limitPer: { author: 1 } }),
  // @ts-expect-error not among the relations
  loader.load(root, { relations: ['author'], limitPer: { reviews: 1 } }),
  // @ts-expect-error no such column
  loader.load(root, { relations: ['author'], select: { author: ['age'] } }),
  // @ts-expect-error no such column to order by
  loader.load(root, { relations: ['reviews'], orderBy: { reviews: { moons: 'ASC' } } }),
];

it('are checked by the compiler too, where relations are written down', () => {
  expect(refusedByTypes).toBeInstanceOf(Function);
});
