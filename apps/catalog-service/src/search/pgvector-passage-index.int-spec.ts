import { type ChangeFeed } from '#changes';
import { unitVector } from '#embeddings';
import { asTenant, enablePgvector, TenantEntity } from '#persistence';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { createTestDatabase } from '../../../../test/support/databases.js';
import { createRandom } from '../../../../test/support/random.js';
import { describePassageIndex } from '../../test/passage-index.contract.js';
import { createPgliteDatabase, type PgliteDatabase } from '../../test/pglite-database.js';
import { putPassages } from '../../test/put-passages.js';
import { openPassageIndex } from './open-passage-index.js';
import { type PassageIndex } from './passage-index.js';

const asked = { PASSAGE_INDEX: 'pgvector' } as const;
/** It needs none: PostgreSQL sees its own changes. */
const noChanges = undefined as unknown as ChangeFeed;

let database: PgliteDatabase;
beforeAll(async () => {
  database = await createPgliteDatabase();
}, 120_000);
afterAll(async () => database[Symbol.asyncDispose]());

const tenant = async (): Promise<string> => {
  const id = uuid();
  await database.source.manager.insert(TenantEntity, { id, name: 'Shop' });
  return id;
};

const put = (tenantId: string, id: string, vectors: number[][], language = 'en') =>
  putPassages(database.source, { tenantId, id, vectors, language });

describe('a service that is to use pgvector', () => {
  const opening = (): Promise<PassageIndex> => openPassageIndex(asked, database.source, noChanges);

  it('does not start where the server has none, and says what to do', async () => {
    await using without = await createTestDatabase();
    await expect(openPassageIndex(asked, without.source, noChanges)).rejects.toThrow(
      /PASSAGE_INDEX is pgvector, but .*CREATE EXTENSION vector.*PASSAGE_INDEX=memory/,
    );
    await expect(enablePgvector(without.source)).rejects.toThrow('CREATE EXTENSION vector');
  });

  it('nor before it has been enabled', async () => {
    await database.source.query('CREATE EXTENSION vector');
    await expect(opening()).rejects.toThrow('search enable-pgvector');
    await put(await tenant(), uuid(), [[1, 0, 0]]);
    expect(await enablePgvector(database.source)).toEqual([3]);
    await expect(opening()).resolves.toBeDefined();
  });

  it('is enabled as often as one likes', async () => {
    await put(await tenant(), uuid(), [[1, 0]]);
    expect(await enablePgvector(database.source)).toEqual([2, 3]);
  });
});

describePassageIndex('the index in PostgreSQL', async () => ({
  index: await openPassageIndex(asked, database.source, noChanges),
  tenant,
  put,
  byHand: async (sql, id) => {
    await database.source.query(sql, [id]);
  },
}));

describe('a tenant with more passages than are compared one by one', () => {
  const scans = async (): Promise<number> => {
    await database.source.query('SELECT pg_stat_force_next_flush()');
    const [row] = await database.source.query<{ scans: number }[]>(
      `SELECT idx_scan::int AS scans FROM pg_stat_user_indexes
       WHERE indexrelname = 'document_passage_nearest_16'`,
    );
    return row?.scans ?? 0;
  };

  it('is answered by the index, and not from the other tenants’ in it', async () => {
    const random = createRandom(3);
    const anyVector = (): number[] => Array.from({ length: 16 }, () => random.next() - 0.5);
    const [small, large] = [await tenant(), await tenant()];
    const [near, far] = [uuid(), uuid()];
    const vector = anyVector();
    await put(small, uuid(), [vector]);
    await put(large, near, [vector]);
    await put(large, far, Array.from({ length: 5_001 }, anyVector));
    await enablePgvector(database.source);
    await database.source.query('ANALYZE document_passage, catalog_document');
    const index = await openPassageIndex(asked, database.source, noChanges);
    const before = await scans();
    const question = { tenantId: large, model: 'm', vector: unitVector(vector), limit: 10 };
    // As a service asks: PostgreSQL hides the rows of others besides.
    const found = await asTenant(large, () => index.nearest(question));
    expect(await asTenant(small, () => index.nearest(question))).toEqual([]);
    expect(found.map(({ id }) => id)).toEqual([near, far]);
    expect(found[0]?.similarity).toBeCloseTo(1, 2);
    expect(await scans()).toBeGreaterThan(before);
  }, 120_000);
});
