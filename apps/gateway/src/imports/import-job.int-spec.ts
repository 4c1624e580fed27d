import { ImportEntity, TenantEntity } from '#persistence';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/databases.js';
import { type ClaimedImport, ImportJob, ImportLostError } from './import-job.js';
import { batchStatement, claimStatement } from './import.statements.js';

let database: TestDatabase;
let tenantId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  tenantId = uuidv7();
  await database.source.manager.insert(TenantEntity, { id: tenantId, name: 'Shop' });
});

afterAll(async () => database[Symbol.asyncDispose]());

const rows = 1800;

const queueProducts = async (): Promise<string> => {
  const { manager } = database.source;
  const id = uuidv7();
  const item = (index: number): string =>
    JSON.stringify({
      externalId: `p${index}`,
      title: `Product ${index}`,
      price: { amountMinor: index, currency: 'KES' },
    });
  const file = Buffer.from(Array.from({ length: rows }, (_, index) => item(index)).join('\n'));
  await manager.insert(ImportEntity, {
    ...{ tenantId, id, kind: 'products', format: 'ndjson', actor: 'test' },
    ...{ state: 'queued', bytes: file.length },
  });
  await manager.query(
    'INSERT INTO import_chunk (tenant_id, import_id, position, bytes) VALUES ($1, $2, 0, $3)',
    [tenantId, id, file],
  );
  return id;
};

const claim = async (owner: string): Promise<ClaimedImport | undefined> => {
  const [[claimed]] = await database.source.query<[ClaimedImport[]]>(claimStatement, [owner]);
  return claimed;
};

const existing = <Value>(value: Value | undefined): Value => {
  if (value === undefined) throw new Error('there is nothing to claim');
  return value;
};

/** By what it is told of its first batch: no clock decides how far it gets. */
const stopAfterOneBatch = (job: ImportJob): void => {
  const query = database.source.query.bind(database.source);
  const watched = jest.spyOn(database.source, 'query').mockImplementation(async (...sent) => {
    const answer: unknown = await query(...sent);
    if (sent[0] === batchStatement) {
      watched.mockRestore();
      await job.stop();
    }
    return answer;
  });
};

const expireLease = (): Promise<unknown> =>
  database.source.query(`UPDATE import SET lease_until = clock_timestamp() - interval '1 second'`);

const read = (id: string): Promise<ImportEntity> =>
  database.source.manager.findOneByOrFail(ImportEntity, { tenantId, id });

const products = async (): Promise<number> => {
  const [row] = await database.source.query<{ count: number }[]>(
    'SELECT count(*)::int FROM product WHERE tenant_id = $1',
    [tenantId],
  );
  return row?.count ?? -1;
};

test('what a process leaves behind another goes on with, once its lease is over', async () => {
  const id = await queueProducts();
  const first = existing(await claim('first'));
  const job = new ImportJob(database.source, first, 'first');
  stopAfterOneBatch(job);
  await expect(job.run()).rejects.toThrow(ImportLostError);

  const { rowsRead, state } = await read(id);
  expect(rowsRead).toBeGreaterThan(0);
  expect(rowsRead).toBeLessThan(rows);
  expect([state, await products()]).toEqual(['reading', 0]);
  expect(await claim('second')).toBeUndefined();

  await expireLease();
  const second = existing(await claim('second'));
  expect(second).toMatchObject({ id, rowsRead, attempts: 2 });
  // It reads the rest only: what is aside already would be refused as given twice.
  await new ImportJob(database.source, second, 'second').run();
  expect(await read(id)).toMatchObject({
    ...{ state: 'completed', rowsRead: rows, rowsInvalid: 0, created: rows, updated: 0 },
  });
  expect(await products()).toBe(rows);
});

test('a process that was thought dead can do nothing to what is no longer its own', async () => {
  const id = await queueProducts();
  const first = existing(await claim('first'));
  await expireLease();
  const second = existing(await claim('second'));
  const late = new ImportJob(database.source, first, 'first');
  await expect(late.run()).rejects.toThrow(ImportLostError);
  expect(await read(id)).toMatchObject({ state: 'reading', rowsRead: 0, owner: 'second' });
  await new ImportJob(database.source, second, 'second').run();
  expect(await read(id)).toMatchObject({ state: 'completed', created: 0, updated: rows });
});
