import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/databases.js';
import { migrations } from './index.js';

/** Everything in the schema that a migration may have made, as PostgreSQL itself describes it. */
const catalogue = `
  SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type AS object
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'migration'
  UNION ALL SELECT 'index ' || indexdef FROM pg_indexes
    WHERE schemaname = 'public' AND tablename <> 'migration'
  UNION ALL SELECT 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conrelid <> coalesce(to_regclass('migration'), 0)
  UNION ALL SELECT 'function ' || proname FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS (
      SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
  ORDER BY 1`;

describe('migrations', () => {
  let database: TestDatabase;
  const objects = (): Promise<{ object: string }[]> => database.source.query(catalogue);

  beforeAll(async () => {
    database = await createTestDatabase({ migrated: false });
  });
  afterAll(async () => database[Symbol.asyncDispose]());

  it('lead, all of them down and up again, to the same schema', async () => {
    await database.source.runMigrations({ transaction: 'each' });
    const migrated = await objects();
    for (let undone = 0; undone < migrations.length; undone++) {
      await database.source.undoLastMigration({ transaction: 'each' });
    }
    expect(await objects()).toEqual([]);
    await database.source.runMigrations({ transaction: 'each' });
    expect(await objects()).toEqual(migrated);
  });

  it('leave no drift between the entities and the schema', async () => {
    const { upQueries } = await database.source.driver.createSchemaBuilder().log();
    // A foreign key to a partitioned table is repeated for each of its partitions, by PostgreSQL.
    const clones: { conname: string }[] = await database.source.query(
      'SELECT conname FROM pg_constraint WHERE conparentid <> 0',
    );
    const drift = upQueries
      .map(({ query }) => query)
      .filter(
        (query) => !clones.some(({ conname }) => query.endsWith(`DROP CONSTRAINT "${conname}"`)),
      );
    expect(drift).toEqual([]);
  });
});
