import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type Page } from '#contracts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { RunningGateway } from '../../test/running-gateway.js';
import { createShop, type Shop } from '../../test/two-shops.js';
import { type Import, type RowErrors } from './imports.service.js';

let database: TestDatabase;
let gateway: RunningGateway;
let shop: Shop;

beforeAll(async () => {
  database = await createTestDatabase();
  gateway = await RunningGateway.start({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
  shop = await createShop(database.source, gateway.environment.ENCRYPTION_KEYS);
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const send = async (kind: string, mediaType: string, file: string): Promise<Response> =>
  gateway.fetch(`/v1/${kind}/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.operator}`, 'content-type': mediaType },
    body: file,
  });

const look = async (id: string): Promise<Import> =>
  (await gateway.call<Import>(`/v1/imports/${id}`, { key: shop.viewer })).body;

const ended = async (id: string): Promise<Import> => {
  for (;;) {
    const seen = await look(id);
    if (seen.finishedAt !== null) return seen;
    await pause(20);
  }
};

const run = async (kind: string, mediaType: string, file: string): Promise<Import> => {
  const response = await send(kind, mediaType, file);
  expect(response.status).toBe(202);
  return ended(((await response.json()) as Import).id);
};

const errorsOf = async (id: string): Promise<RowErrors[]> =>
  (await gateway.call<Page<RowErrors>>(`/v1/imports/${id}/errors`, { key: shop.viewer })).body
    .items;

const stored = <Row>(sql: string): Promise<Row[]> =>
  database.source.query<Row[]>(sql, [shop.tenantId]);

describe('a CSV file of products', () => {
  const header = 'externalId,title,price.amountMinor,price.currency,stock,active,variants\n';
  const fern = 'fern,"Boston fern, large",85000,KES,14,true,"[{""title"":""In clay""}]"\n';

  test('brings those that hold, and tells of the others by row and field', async () => {
    const bad = 'moss,Moss,many,KES,,,\n,Nameless,1,KES,,,\nfern,Again,1,KES,,,\nshort,Row\n';
    const done = await run(
      'products',
      'text/csv',
      header + fern + bad + 'ivy,Ivy,500,KES,,false,\n',
    );
    expect(done).toMatchObject({
      state: 'completed',
      progress: 1,
      rowsRead: 6,
      rowsInvalid: 4,
      created: 2,
      updated: 0,
    });
    expect((await errorsOf(done.id)).map(({ row, errors }) => [row, errors[0]?.field])).toEqual([
      [5, ''],
      [4, '/externalId'],
      [3, '/externalId'],
      [2, '/price/amountMinor'],
    ]);
    expect(
      await stored(
        `SELECT external_id, title, price_minor, stock, active FROM product
         WHERE tenant_id = $1 ORDER BY external_id`,
      ),
    ).toEqual([
      {
        external_id: 'fern',
        title: 'Boston fern, large',
        price_minor: '85000',
        stock: 14,
        active: true,
      },
      { external_id: 'ivy', title: 'Ivy', price_minor: '500', stock: null, active: false },
    ]);
  });

  const state = (): Promise<unknown[]> =>
    stored(
      `SELECT product.id, product.updated_at, variant.id AS variant, variant.title FROM product
       LEFT JOIN product_variant AS variant ON product_id = product.id
       WHERE product.tenant_id = $1 ORDER BY 1, 3`,
    );

  test('sent again changes nothing', async () => {
    const before = await state();
    const done = await run('products', 'text/csv', header + fern);
    expect(done).toMatchObject({ state: 'completed', created: 0, updated: 1 });
    expect(await state()).toEqual(before);
  });

  test('with other values changes the item, and its variants with it', async () => {
    const other = fern.replace('85000', '90000').replace('In clay', 'In steel');
    await run('products', 'text/csv', header + other);
    expect(
      await stored(
        `SELECT product.price_minor, variant.title FROM product
         JOIN product_variant AS variant ON product_id = product.id
         WHERE product.tenant_id = $1 AND external_id = 'fern'`,
      ),
    ).toEqual([{ price_minor: '90000', title: 'In steel' }]);
  });

  test('with a column nobody knows fails, and says which are known', async () => {
    const done = await run('products', 'text/csv', 'externalId,colour\nfern,green\n');
    expect(done.state).toBe('failed');
    expect(done.failure).toMatch(/unknown columns colour; known are externalId, title/);
  });
});

test('services come as a JSON array', async () => {
  const price = { amountMinor: 50_000, currency: 'KES' };
  const rows = [
    { externalId: 'repot', title: 'Repotting', price, durationMinutes: 30 },
    { externalId: 'cut', title: 'Cutting', price, durationMinutes: 0 },
  ];
  const done = await run('services', 'application/json; charset=utf-8', JSON.stringify(rows));
  expect(done).toMatchObject({ created: 1, rowsInvalid: 1 });
  expect((await errorsOf(done.id))[0]?.errors[0]?.field).toBe('/durationMinutes');
});

test('knowledge comes as lines of JSON, a broken one between them too', async () => {
  const entry = { externalId: 'a', type: 'faq', title: 'Parking', content: 'Behind the house.' };
  const lines = [
    JSON.stringify({ ...entry, keywords: ['cars'] }),
    '{"externalId": ',
    JSON.stringify({ ...entry, externalId: 'b', content: 'NUL \u0000' }),
  ];
  const done = await run('knowledge', 'application/x-ndjson', lines.join('\n'));
  expect(done).toMatchObject({ created: 1, rowsInvalid: 2 });
  expect(
    await stored('SELECT title, keywords, language FROM knowledge_entry WHERE tenant_id = $1'),
  ).toEqual([{ title: 'Parking', keywords: ['cars'], language: 'en' }]);
});

test('a file that breaks off leaves the catalog as it was', async () => {
  const count = 'SELECT count(*) FROM product WHERE tenant_id = $1';
  const before = await stored(count);
  const price = { amountMinor: 1, currency: 'KES' };
  const row = JSON.stringify({ externalId: 'half', title: 'Half', price });
  const done = await run('products', 'application/json', `[${row},`);
  expect(done).toMatchObject({ state: 'failed', created: null });
  expect(await stored(count)).toEqual(before);
});

test('nobody sees a half of it', async () => {
  const rows = Array.from({ length: 1500 }, (_, index) => `s${index},Seed ${index},100,KES`);
  const file = ['externalId,title,price.amountMinor,price.currency', ...rows].join('\n');
  const { id } = (await (await send('products', 'text/csv', file)).json()) as Import;
  const counts = new Set<number>();
  const seenStates = new Set<string>();
  for (let done = false; !done;) {
    const [seen] = await stored<{ count: number }>(
      `SELECT count(*)::int FROM product WHERE tenant_id = $1 AND external_id LIKE 's%'`,
    );
    counts.add(seen?.count ?? -1);
    const { state, finishedAt } = await look(id);
    seenStates.add(state);
    done = finishedAt !== null;
  }
  expect([...counts].every((count) => count === 0 || count === 1500)).toBe(true);
  expect(await look(id)).toMatchObject({ state: 'completed', created: 1500 });
  expect(seenStates.size).toBeGreaterThan(1);
  const left = `SELECT (SELECT count(*) FROM import_row WHERE tenant_id = $1)
    + (SELECT count(*) FROM import_chunk WHERE tenant_id = $1) AS left`;
  expect(await stored(left)).toEqual([{ left: '0' }]);
});

test('of a file whose sender hangs up nothing is kept', async () => {
  const ids = async (): Promise<string[]> =>
    (await stored<{ id: string }>('SELECT id FROM import WHERE tenant_id = $1')).map(
      ({ id }) => id,
    );
  const before = await ids();
  const sending = request(`${gateway.url}/v1/products/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.owner}`, 'content-type': 'text/csv' },
  });
  sending.on('error', () => undefined);
  sending.write('externalId,title\n');
  const begun = async (): Promise<boolean> => (await ids()).length > before.length;
  while (!(await begun())) await pause(10);
  sending.destroy();
  while (await begun()) await pause(10);
  expect(await ids()).toEqual(before);
});

test.each([
  ['text/csv', '', 400],
  ['text/plain', 'externalId', 415],
  ['application/x-www-form-urlencoded', 'externalId=1', 415],
])('%s %j is refused with %i', async (mediaType, file, status) => {
  const response = await send('products', mediaType, file);
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
});
