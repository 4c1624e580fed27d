import { ProductEntity, TenantEntity } from '#persistence';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { type RunningCatalog, startCatalog } from '../../test/running-catalog.js';
import { CatalogCalls } from './catalog-calls.js';
import { HandlerRegistry } from './handler-registry.js';

let database: TestDatabase;
let catalog: RunningCatalog;
const ours = uuidv7();
const theirs = uuidv7();

beforeAll(async () => {
  database = await createTestDatabase();
  for (const tenantId of [ours, theirs]) {
    await database.source.manager.insert(TenantEntity, { id: tenantId, name: 'Shop' });
    await database.source.manager.insert(ProductEntity, {
      tenantId,
      id: uuidv7(),
      title: 'Teapot',
      priceMinor: 900,
      currency: 'EUR',
    });
  }
  catalog = await startCatalog({
    DATABASE_URL: database.url,
    REDIS_URL: testRedisUrl(),
    KEY_PREFIX: `t${uuidv7().slice(-12)}`,
  });
});

afterAll(async () => {
  await catalog[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

test('a method that forgets to filter still finds nothing of another tenant', async () => {
  const source = catalog.app.get(DataSource, { strict: false });
  const found: string[] = [];
  catalog.app.get(HandlerRegistry, { strict: false }).of = () => async () => {
    const rows = await source.query<{ tenantId: string }[]>(
      'SELECT tenant_id AS "tenantId" FROM product',
    );
    found.push(...rows.map(({ tenantId }) => tenantId));
    return { items: [] };
  };
  await catalog.app
    .get(CatalogCalls, { strict: false })
    .execute('listProducts', { tenantId: ours }, { authorization: { trusted: true } });
  expect(found).toEqual([ours]);
});
