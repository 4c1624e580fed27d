import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createDataSource } from '#persistence';
import { Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '../../../test/support/databases.js';
import { eventually } from '../../../test/support/eventually.js';
import { type Change, type ChangeSubject } from './change.js';
import { ChangeFeed } from './change-feed.js';

const subjects: ChangeSubject[] = [
  'product',
  'service',
  'knowledge',
  'search',
  'agent',
  'channel',
  'api_key',
];
const never = 3_600_000;

let database: TestDatabase;
let tenantId: string;
let feeds: ChangeFeed[];

const sql = (statement: string, parameters: unknown[] = []): Promise<unknown> =>
  database.source.query(statement, parameters);

const newTenant = async (): Promise<string> => {
  const id = randomUUID();
  await sql(`INSERT INTO tenant (id, name) VALUES ($1, 'Shop')`, [id]);
  return id;
};

/** Returns the products' ids. */
const insertProducts = async (count: number, tenant = tenantId): Promise<string[]> => {
  const ids = Array.from({ length: count }, () => randomUUID());
  await sql(
    `INSERT INTO product (tenant_id, id, title, price_minor, currency)
     SELECT $1, id, 'Kettle', 100, 'EUR' FROM unnest($2::uuid[]) AS id`,
    [tenant, ids],
  );
  return ids;
};

interface Listening {
  feed: ChangeFeed;
  told: Change[];
  /** What was told of a subject by now, of this test's tenant. */
  of: (subject: ChangeSubject) => Change[];
}

const listen = async (
  options: { pollMs?: number; lookBackMs?: number } = {},
): Promise<Listening> => {
  const feed = new ChangeFeed({
    databaseUrl: database.url,
    applicationName: 'change feed under test',
    pollMs: never,
    lookBackMs: 0,
    ...options,
  });
  const told: Change[] = [];
  for (const subject of subjects) {
    feed.on(subject, (change) => {
      told.push(change);
      return Promise.resolve();
    });
  }
  feeds.push(feed);
  await feed.start();
  return {
    feed,
    told,
    of: (subject) =>
      told.filter((change) => change.subject === subject && change.tenantId === tenantId),
  };
};

const endConnections = (): Promise<unknown> =>
  sql(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'change feed under test' AND datname = current_database()`,
  );

beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await createTestDatabase();
});
beforeEach(async () => {
  feeds = [];
  tenantId = await newTenant();
});
afterEach(async () => {
  await Promise.all(feeds.map((feed) => feed.stop()));
});
afterAll(async () => database[Symbol.asyncDispose]());

describe('the change feed', () => {
  it('tells of an edit by hand, once it is committed and not before', async () => {
    const [id] = await insertProducts(1);
    const { of, feed } = await listen();
    const hand = database.source.createQueryRunner();
    await hand.startTransaction();
    await hand.query('UPDATE product SET price_minor = 1 WHERE id = $1', [id]);
    await feed.catchUp();
    expect(of('product')).toEqual([]);
    await hand.commitTransaction();
    await hand.release();
    await eventually('the change is told', () => of('product').length > 0, 1_000);
    expect(of('product')).toEqual([{ subject: 'product', tenantId, ids: [id] }]);
  });

  it('tells who asked of everything committed before, even if no notification came', async () => {
    const { of, feed } = await listen();
    await sql(`INSERT INTO change_log (tenant_id, subject, ids) VALUES ($1, 'service', '{a}')`, [
      tenantId,
    ]);
    await feed.catchUp();
    expect(of('service')).toEqual([{ subject: 'service', tenantId, ids: ['a'] }]);
    await feed.catchUp();
    expect(of('service')).toHaveLength(1);
  });

  it('does not miss the transaction that began first and was committed last', async () => {
    const { of, feed } = await listen();
    const [early, late] = [
      database.source.createQueryRunner(),
      database.source.createQueryRunner(),
    ];
    const log = 'INSERT INTO change_log (tenant_id, subject, ids) VALUES ($1, $2, $3)';
    await early.startTransaction();
    await early.query(log, [tenantId, 'product', ['first']]);
    await late.startTransaction();
    await late.query(log, [tenantId, 'product', ['second']]);
    await late.commitTransaction();
    await feed.catchUp();
    await early.commitTransaction();
    await feed.catchUp();
    expect(of('product').map(({ ids }) => ids)).toEqual([['second'], ['first']]);
    await Promise.all([early.release(), late.release()]);
  });

  it('tells what was changed while its connection was cut', async () => {
    const [id] = await insertProducts(1);
    const { of } = await listen();
    for (const price of [1, 2, 3]) {
      const before = of('product').length;
      await Promise.all([
        endConnections(),
        sql('UPDATE product SET price_minor = $2 WHERE id = $1', [id, price]),
      ]);
      await eventually('the change is told', () => of('product').length > before, 1_000);
    }
  });

  it('finds out by itself what no notification told', async () => {
    const { of } = await listen({ pollMs: 20 });
    await sql(`INSERT INTO change_log (tenant_id, subject) VALUES ($1, 'agent')`, [tenantId]);
    await eventually('the change is told', () => of('agent').length > 0, 1_000);
  });

  it('tells at its start what changed while nobody listened', async () => {
    const [id] = await insertProducts(1);
    expect((await listen({ lookBackMs: 60_000 })).of('product')).toEqual([
      { subject: 'product', tenantId, ids: [id] },
    ]);
    expect((await listen({ lookBackMs: 0 })).told).toEqual([]);
  });

  it('tells again what a listener failed at', async () => {
    const { feed, of } = await listen();
    let attempts = 0;
    feed.on('product', () => {
      attempts += 1;
      return attempts === 1 ? Promise.reject(new Error('not now')) : Promise.resolve();
    });
    await sql(`INSERT INTO change_log (tenant_id, subject) VALUES ($1, 'product')`, [tenantId]);
    expect(await feed.catchUp()).toBe(false);
    expect(await feed.catchUp()).toBe(true);
    expect(attempts).toBe(2);
    expect(of('product')).toHaveLength(2);
  });

  it('knows that it has fallen behind while the database is away, and catches up', async () => {
    const { feed, of } = await listen({ pollMs: 20 });
    expect(feed.isCurrent(1_000)).toBe(true);
    const url = new URL(database.url);
    const name = url.pathname.slice(1);
    url.pathname = '/postgres';
    const outside = createDataSource({ databaseUrl: url.href, applicationName: 'test' });
    await outside.initialize();
    const open = (allowed: boolean): Promise<unknown> =>
      outside.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS ${allowed}`);
    const [id] = await insertProducts(1);
    await feed.catchUp();
    const before = of('product').length;
    await open(false);
    await endConnections();
    await sql('UPDATE product SET price_minor = 7 WHERE id = $1', [id]);
    await eventually('it is behind', () => !feed.isCurrent(200));
    expect(await feed.catchUp()).toBe(false);
    expect(of('product')).toHaveLength(before);
    await open(true);
    await outside.destroy();
    await eventually('it is current again', () => feed.isCurrent(200));
    expect(of('product').length).toBeGreaterThan(before);
  });
});

describe('the change log', () => {
  it('names what one statement changed, up to a hundred, by tenant', async () => {
    const { told, feed } = await listen();
    const other = await newTenant();
    const [few, many] = [await insertProducts(100), await insertProducts(101, other)];
    await feed.catchUp();
    const products = told.filter(({ subject }) => subject === 'product');
    expect(products).toHaveLength(2);
    expect(products.find((change) => change.tenantId === other)?.ids).toBeNull();
    const mine = products.find((change) => change.tenantId === tenantId)?.ids ?? [];
    expect([...mine].sort()).toEqual(few.sort());
    expect(many).toHaveLength(101);
  });

  it('has one row for a statement, and one for all it changes of the search', async () => {
    await insertProducts(500);
    const rows = await sql(
      `SELECT subject, count(*)::int AS rows FROM change_log WHERE tenant_id = $1
       GROUP BY subject ORDER BY subject`,
      [tenantId],
    );
    expect(rows).toEqual([
      { subject: 'product', rows: 1 },
      { subject: 'search', rows: 1 },
    ]);
  });

  it('tells of a search only when its words change, not of prices', async () => {
    const [id] = await insertProducts(1);
    const { of, feed } = await listen();
    await sql('UPDATE product SET price_minor = 1, updated_at = now() WHERE id = $1', [id]);
    await feed.catchUp();
    expect([of('product').length, of('search').length]).toEqual([1, 0]);
    await sql(`UPDATE product SET title = 'Copper kettle' WHERE id = $1`, [id]);
    await feed.catchUp();
    expect([of('product').length, of('search').length]).toEqual([2, 1]);
  });

  it('says nothing of a row written as it was', async () => {
    const [id] = await insertProducts(1);
    const { told, feed } = await listen();
    await sql('UPDATE product SET price_minor = price_minor WHERE id = $1', [id]);
    await feed.catchUp();
    expect(told).toEqual([]);
  });

  it.each<[string, ChangeSubject, string]>([
    ['a deleted tenant', 'product', 'DELETE FROM tenant WHERE id = $1'],
    ['a deleted tenant', 'search', 'DELETE FROM tenant WHERE id = $1'],
    ['a product', 'product', 'DELETE FROM product WHERE tenant_id = $1'],
    [
      'a variant',
      'product',
      `INSERT INTO product_variant (tenant_id, id, product_id, position, title)
       SELECT tenant_id, gen_random_uuid(), id, 0, 'XL' FROM product WHERE tenant_id = $1`,
    ],
    [
      'a service',
      'service',
      `INSERT INTO service (tenant_id, id, title, price_minor, currency, duration_minutes)
       VALUES ($1, gen_random_uuid(), 'Repair', 1, 'EUR', 30)`,
    ],
    [
      'knowledge',
      'knowledge',
      `INSERT INTO knowledge_entry (tenant_id, id, type, title, content)
       VALUES ($1, gen_random_uuid(), 'faq', 'Hours', 'Nine to five')`,
    ],
    ['an agent', 'agent', 'INSERT INTO agent_configuration (tenant_id) VALUES ($1)'],
    [
      'a channel',
      'channel',
      `INSERT INTO channel (tenant_id, id, kind, name)
       VALUES ($1, gen_random_uuid(), 'web_chat', 'Chat')`,
    ],
    [
      'a key',
      'api_key',
      `INSERT INTO api_key (id, tenant_id, role, name, prefix, hash)
       VALUES (gen_random_uuid(), $1, 'owner', 'Key', 'x', sha256('b'))`,
    ],
  ])('tells of %s: %s', async (_, subject, statement) => {
    await insertProducts(1);
    const { of, feed } = await listen();
    await sql(statement, [tenantId]);
    await feed.catchUp();
    expect(of(subject)).not.toEqual([]);
  });

  it('names a platform key by its hash, in hex', async () => {
    const { told, feed } = await listen();
    await sql(
      `INSERT INTO api_key (id, role, name, prefix, hash)
       VALUES (gen_random_uuid(), 'platform', 'Key', 'x', sha256('a'))`,
    );
    await feed.catchUp();
    const hash = 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb';
    expect(told).toEqual([{ subject: 'api_key', tenantId: null, ids: [hash] }]);
  });

  it('tells every tenant of a table that was emptied', async () => {
    await insertProducts(1);
    const { of, feed } = await listen();
    await sql('TRUNCATE product CASCADE');
    await feed.catchUp();
    expect(of('product')).toEqual([{ subject: 'product', tenantId, ids: null }]);
  });
});
