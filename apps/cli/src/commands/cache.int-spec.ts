import { execFile } from 'node:child_process';
import { CacheFamily, defineFamily, OperationsHost, TieredCache } from '#caching';
import { AuditEntryEntity } from '#persistence';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { eventually } from '../../../../test/support/eventually.js';
import { createTenantWithChannel } from '../../../../test/support/tenants.js';

const encryptionKey = `test:${Buffer.alloc(32, 1).toString('base64')}`;
const keyPrefix = `cli-${process.pid}`;
const prices = defineFamily<string>({
  name: 'prices',
  version: 1,
  ttlMs: 60_000,
  tags: () => ['product:1'],
});

let database: TestDatabase;
let tenantId: string;
/** A service that runs while the command line is used. */
let cache: TieredCache;
let host: OperationsHost;
let cached: CacheFamily<string>;

beforeAll(async () => {
  database = await createTestDatabase();
  const tenant = await createTenantWithChannel(database.source, {
    encryptionKeys: [encryptionKey],
  });
  tenantId = tenant.tenantId;
  const options = {
    keyPrefix,
    redisUrl: testRedisUrl(),
    processName: 'shop',
    commandTimeoutMs: 500,
  };
  cache = new TieredCache(options);
  host = new OperationsHost(cache, options);
  cached = new CacheFamily(prices, cache);
  host.warming.register('prices', (tenant) => price(tenant, 'warmed'));
  await eventually('the service answers', async () => {
    const { processes } = await host.operations.overview();
    return cache.connected && processes.length === 1;
  });
});

afterAll(async () => {
  await host.close();
  cache.close();
  await database[Symbol.asyncDispose]();
});

const price = (tenant: string, id: string): Promise<string> =>
  cached.get(tenant, id, () => Promise.resolve('price'));

/** The command line as it is shipped. */
const cli = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    const env = {
      ...process.env,
      DATABASE_URL: database.url,
      ENCRYPTION_KEYS: encryptionKey,
      REDIS_URL: testRedisUrl(),
      KEY_PREFIX: keyPrefix,
    };
    const command = ['dist/apps/cli/src/main.js', 'cache', ...args];
    execFile('node', command, { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });

const json = async (...args: string[]): Promise<unknown> => {
  const { code, stdout, stderr } = await cli(...args, '--json');
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
};

test('cache stats shows what all services count', async () => {
  await price(tenantId, 'p1');
  await price(tenantId, 'p1');
  expect(await json('stats')).toMatchObject({
    complete: true,
    families: { prices: { hitRate: 0.5, entries: 1 } },
    scopes: [{ scope: tenantId }],
    processes: [{ process: expect.stringMatching(/^shop:/) as unknown }],
  });
  const { stdout } = await cli('stats');
  expect(stdout).toMatch(/^family +hits/);
  expect(stdout).toMatch(/^prices +50\.0 %/m);
  expect(stdout).toMatch(
    new RegExp(`^tenant ${tenantId}  2 requests  prices 50.0 % \\(ttl 60 s\\)`, 'm'),
  );
});

test('cache show tells where a value is and who took it back last', async () => {
  await price(tenantId, 'p2');
  const at = ['show', 'prices', 'p2', '--tenant', tenantId];
  expect(await json(...at)).toMatchObject({
    processes: [{ l1: { state: 'fresh' }, l2: { state: 'fresh', tags: ['product:1'] } }],
  });
  const { stdout } = await cli(...at);
  expect(stdout).toMatch(/l1 +fresh .*product:1/);
  const unknown = await cli('show', 'prizes', 'p2', '--tenant', tenantId);
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringMatching(/There are: prices/)]);
});

test.each([
  ['one value', ['--family', 'prices', '--id', 'p3']],
  ['a tag', ['--tag', 'product:1']],
  ['a family', ['--family', 'prices']],
  ['a tenant', []],
])('cache invalidate takes back %s, in the name of the command line', async (_, chosen) => {
  await price(tenantId, 'p3');
  const order = ['invalidate', '--tenant', tenantId, ...chosen, '--reason', 'wrong price'];
  expect(await json(...order)).toEqual({ tenants: 1, told: true, note: null });
  const { processes, lastInvalidation } = await host.operations.lookUp('prices', tenantId, 'p3');
  expect(processes[0]?.l1).toBeNull();
  expect(lastInvalidation?.reason).toBe('operator: cli: wrong price');
  const entries = await database.source.manager.find(AuditEntryEntity, { order: { at: 'DESC' } });
  expect(entries[0]).toMatchObject({ tenantId, actor: 'cli', action: 'cache.invalidated' });
});

test('cache invalidate says what is wrong, and then does nothing', async () => {
  await price(tenantId, 'p4');
  const refused = async (...chosen: string[]) => {
    const { code, stderr } = await cli('invalidate', ...chosen);
    expect(code).toBe(1);
    return stderr;
  };
  const why = ['--reason', 'x'];
  expect(await refused('--family', 'prices', '--tag', 't', ...why)).toMatch(/\/tag/);
  expect(await refused('--tag', 't', ...why)).toMatch(/--tenant/);
  expect(await refused('--family', 'prices')).toMatch(/--reason/);
  expect(await refused(...why)).toMatch(/\/tenantId/);
  const { processes } = await host.operations.lookUp('prices', tenantId, 'p4');
  expect(processes[0]?.l1).not.toBeNull();
});

test('cache warm fills the caches of a tenant', async () => {
  const { processes } = (await json('warm', '--tenant', tenantId, '--family', 'prices')) as {
    processes: object[];
  };
  expect(processes).toMatchObject([{ result: { warmed: 1, failed: 0 } }]);
  const found = await host.operations.lookUp('prices', tenantId, 'warmed');
  expect(found.processes[0]?.l1).toMatchObject({ state: 'fresh' });
});
