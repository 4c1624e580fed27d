import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase, type TestDatabase } from '../../../test/support/databases.js';
import { dataSourceOptions } from './data-source.js';
import { asNobody, asSystem, asTenant, enterAs } from './database-access.js';
import { ProductEntity } from './entities/product.entity.js';
import { TenantEntity } from './entities/tenant.entity.js';

const ours = uuidv7();
const theirs = uuidv7();

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  for (const [id, name] of [
    [ours, 'Ours'],
    [theirs, 'Theirs'],
  ] as const) {
    await database.source.manager.insert(TenantEntity, { id, name });
  }
});

afterAll(async () => database[Symbol.asyncDispose]());

const productOf = (tenantId: string) => ({
  tenantId,
  id: uuidv7(),
  title: 'Teapot',
  priceMinor: 900,
  currency: 'EUR',
});

test('every table with a tenant, each partition included, has its policy', async () => {
  const open: unknown = await database.source.query(
    `SELECT class.relname FROM pg_class AS class
     JOIN pg_attribute AS attribute ON attrelid = class.oid AND attname = 'tenant_id'
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT attisdropped
       AND NOT (relrowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = class.oid))`,
  );
  // A migration that adds such a table runs protectTenantTables as its last statement.
  expect(open).toEqual([]);
});

describe.each([
  ['prepared statements', true],
  ['a transaction pooler', false],
])('with %s', (_, prepare) => {
  let source: DataSource;

  beforeAll(async () => {
    const options = { databaseUrl: database.url, applicationName: 'test', poolSize: 2, prepare };
    source = await new DataSource(dataSourceOptions(options)).initialize();
    await asSystem(() => source.manager.insert(ProductEntity, productOf(ours)));
    await asSystem(() => source.manager.insert(ProductEntity, productOf(theirs)));
  });

  afterAll(async () => source.destroy());

  /** Whose products a statement without any filter finds. */
  const found = async (): Promise<string[]> => {
    const rows: { tenant_id: string }[] = await source.query(
      'SELECT DISTINCT tenant_id FROM product',
    );
    return rows.map((row) => row.tenant_id).sort();
  };

  test('a tenant sees its own rows, whatever the statement says', async () => {
    expect(await asTenant(ours, found)).toEqual([ours]);
    expect(await asTenant(theirs, found)).toEqual([theirs]);
    const smuggled = asTenant(ours, () =>
      source.query('SELECT id FROM product WHERE tenant_id = $1', [theirs]),
    );
    expect(await smuggled).toEqual([]);
    expect(await asTenant(ours, () => source.query('SELECT name FROM tenant'))).toEqual([
      { name: 'Ours' },
    ]);
  });

  test('the same large statement, prepared once, serves one tenant after the other', async () => {
    const large = async (): Promise<unknown> =>
      source.query('WITH mine AS (SELECT tenant_id FROM product) SELECT DISTINCT * FROM mine', []);
    for (const tenant of [ours, theirs, ours, theirs]) {
      expect(await asTenant(tenant, large)).toEqual([{ tenant_id: tenant }]);
      expect(await asSystem(large)).toHaveLength(2);
    }
  });

  test('nobody sees nothing, until it is known who asks', async () => {
    expect(await asNobody(found)).toEqual([]);
    const asked = asNobody(async () => {
      enterAs({ tenantId: ours });
      return found();
    });
    expect(await asked).toEqual([ours]);
  });

  test('nothing of the tenant stays on the connection', async () => {
    await asTenant(ours, found);
    const left: unknown = await asSystem(() =>
      source.query(
        `SELECT current_setting('tulia.tenant', true) AS tenant, current_user = session_user AS self`,
      ),
    );
    expect(left).toEqual([{ tenant: '', self: true }]);
    expect(await asSystem(found)).toEqual([ours, theirs].sort());
  });

  test('a tenant writes no other’s rows', async () => {
    const write = (sql: string, parameters: unknown[]): Promise<[unknown, number]> =>
      asTenant(ours, () => source.query(sql, parameters));
    expect(await write("UPDATE product SET title = 'Ours' WHERE tenant_id = $1", [theirs])).toEqual(
      [[], 0],
    );
    expect(await write('DELETE FROM product WHERE tenant_id = $1', [theirs])).toEqual([[], 0]);
    await expect(
      write('UPDATE product SET tenant_id = $1 WHERE tenant_id = $2', [theirs, ours]),
    ).rejects.toThrow('row-level security');
    await expect(
      asTenant(ours, () => source.manager.insert(ProductEntity, productOf(theirs))),
    ).rejects.toThrow('row-level security');
  });

  test('holds through a transaction, and after one that failed', async () => {
    const failing = asTenant(ours, () =>
      source.transaction(async (manager) => {
        await manager.insert(ProductEntity, productOf(ours));
        await manager.query('SELECT 1 / 0');
      }),
    );
    await expect(failing).rejects.toThrow('division by zero');
    const within = asTenant(ours, () =>
      source.transaction(async (manager) => {
        await manager.insert(ProductEntity, productOf(ours));
        return manager.query<object[]>('SELECT DISTINCT tenant_id FROM product');
      }),
    );
    expect(await within).toEqual([{ tenant_id: ours }]);
  });

  test('holds when many tenants share few connections', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (__, at) => {
        const tenant = at % 2 === 0 ? ours : theirs;
        return [tenant, await asTenant(tenant, found)];
      }),
    );
    for (const [tenant, rows] of answers) expect(rows).toEqual([tenant]);
  });
});
