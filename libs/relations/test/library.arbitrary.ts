import fc from 'fast-check';
import { type DataSource, type ObjectLiteral } from 'typeorm';
import {
  Author,
  Book,
  Genre,
  libraryEntities,
  Profile,
  Review,
  Tenant,
  Verification,
} from './library.entities.js';

const uuid = (kind: number, at: number): string =>
  `${String(kind).padStart(8, '0')}-0000-7000-8000-${String(at).padStart(12, '0')}`;

/** The same numbers under two tenants: a key without its tenant would mix them up. */
const tenants = [uuid(9, 1), uuid(9, 2)];

const at = (kind: number, count: number): fc.Arbitrary<string> =>
  fc.nat({ max: count - 1 }).map((index) => uuid(kind, index));

const perTenant = <Row>(count: number, row: (tenant: string, index: number) => fc.Arbitrary<Row>) =>
  fc.tuple(
    ...tenants.flatMap((tenant) => Array.from({ length: count }, (_, index) => row(tenant, index))),
  );

const day = fc.nat({ max: 5 }).map((days) => new Date(Date.UTC(2025, 0, 1 + days)));

const sizes = { authors: 4, books: 6, reviews: 9, genres: 3 };

const authors = perTenant(sizes.authors, (tenant, index) =>
  fc.record({
    tenant: fc.constant(tenant),
    id: fc.constant(uuid(1, index)),
    name: fc.string({ maxLength: 5 }).map((text) => text.replaceAll('\0', '')),
    origin: fc.record({ city: fc.constantFrom('Pune', 'Oslo'), since: day }),
    mentorId: fc.option(at(1, sizes.authors)),
  }),
);

const profiles = fc.subarray(
  tenants.flatMap((tenant) => [0, 1, 2, 3].map((index) => ({ tenant, authorId: uuid(1, index) }))),
);

const books = perTenant(sizes.books, (tenant, index) =>
  fc.record({
    tenant: fc.constant(tenant),
    id: fc.constant(uuid(2, index)),
    title: fc.constantFrom('Emma', 'Ulysses', 'Persuasion'),
    authorId: fc.option(at(1, sizes.authors)),
    editorId: fc.option(at(1, sizes.authors)),
    publishedAt: day,
    price: fc.nat({ max: 5000 }).map((price) => price / 100),
    deletedAt: fc.option(day, { freq: 4 }),
    genres: fc.subarray([0, 1, 2]),
  }),
);

const reviews = perTenant(sizes.reviews, (tenant, index) =>
  fc.record({
    tenant: fc.constant(tenant),
    id: fc.constant(uuid(3, index)),
    bookId: at(2, sizes.books),
    reviewerId: at(1, sizes.authors),
    stars: fc.nat({ max: 3 }),
    backedBy: fc.option(at(3, sizes.reviews)),
  }),
);

/** Two tenants' authors, books and reviews, related at random. */
export const libraryContents = fc.record({ authors, profiles, books, reviews });
export type LibraryContents =
  typeof libraryContents extends fc.Arbitrary<infer Contents> ? Contents : never;

const insert = async (source: DataSource, entity: new () => object, rows: ObjectLiteral[]) => {
  for (let from = 0; from < rows.length; from += 1000) {
    await source.manager.insert(entity, rows.slice(from, from + 1000));
  }
};

/** Replaces what the library holds. */
export const fillLibrary = async (source: DataSource, contents: LibraryContents): Promise<void> => {
  const tables = new Set(libraryEntities.map((entity) => source.getMetadata(entity).tableName));
  await source.query(`TRUNCATE ${[...tables, 'book_genre'].join(', ')}`);
  const { authors: people, books: works, reviews: opinions } = contents;
  await insert(
    source,
    Tenant,
    tenants.map((id, index) => ({ id, name: `Library ${index}` })),
  );
  await insert(source, Author, people);
  await insert(
    source,
    Profile,
    contents.profiles.map((key) => ({ ...key, facts: { of: key.authorId } })),
  );
  const rows = works.map(({ editorId, genres: _, ...book }) => ({
    ...book,
    editor: editorId === null ? null : { tenant: book.tenant, id: editorId },
  }));
  await insert(source, Book, rows);
  await insert(
    source,
    Genre,
    [0, 1, 2].map((code) => ({ code, kind: code === 0 ? 'fact' : 'fiction' })),
  );
  const pairs = works.flatMap(({ tenant, id, genres }) =>
    genres.map((genre) => ({ book_tenant: tenant, book: id, genre })),
  );
  if (pairs.length > 0) {
    await source.createQueryBuilder().insert().into('book_genre').values(pairs).execute();
  }
  await insert(
    source,
    Review,
    opinions.map(({ backedBy: _, ...review }) => review),
  );
  const verifications = opinions.flatMap(({ tenant, id, backedBy }) =>
    backedBy === null ? [] : [{ tenant, backedId: id, reviewId: backedBy }],
  );
  await insert(source, Verification, verifications);
};
