import { catalogMethods, type CatalogMethod, parseInput } from '#contracts';
import { runInLedger } from '#relations';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CatalogFeatures } from '../../test/catalog-features.js';

interface Item {
  id: string;
  title: string;
}

/** One kind of item, by the methods of its feature. */
interface Kind {
  table: string;
  create(input: object): Promise<Item>;
  get(id: string, more?: object): Promise<Item>;
  list(more?: object): Promise<{ items: Item[] }>;
}

const price = { amountMinor: 100, currency: 'EUR' };

describe.each(['products', 'services', 'knowledge'] as const)('cached %s', (name) => {
  let features: CatalogFeatures;
  let tenantId: string;
  let kind: Kind;

  const command = <Method extends CatalogMethod>(method: Method, request: object) =>
    parseInput(catalogMethods[method].request, { tenantId, ...request }) as never;

  const kinds = (): Record<typeof name, Kind> => ({
    products: {
      table: 'product',
      create: (input) => features.products.create(command('createProduct', { input })),
      get: (id, more) => features.products.get(command('getProduct', { id, ...more })),
      list: (more) => features.products.list(command('listProducts', { ...more })),
    },
    services: {
      table: 'service',
      create: (input) => features.services.create(command('createService', { input })),
      get: (id, more) => features.services.get(command('getService', { id, ...more })),
      list: (more) => features.services.list(command('listServices', { ...more })),
    },
    knowledge: {
      table: 'knowledge_entry',
      create: (input) => features.knowledge.create(command('createKnowledge', { input })),
      get: (id, more) => features.knowledge.get(command('getKnowledge', { id, ...more })),
      list: (more) => features.knowledge.list(command('listKnowledge', { ...more })),
    },
  });

  const inputs = {
    products: { title: 'Kettle', price },
    services: { title: 'Kettle', price, durationMinutes: 30 },
    knowledge: { title: 'Kettle', type: 'faq', content: 'Boils water' },
  };
  const create = (more: object = {}): Promise<Item> => kind.create({ ...inputs[name], ...more });

  const statements = (work: () => Promise<unknown>): Promise<number> =>
    runInLedger(async (ledger) => {
      await work();
      return ledger.sqlStatements;
    });

  const byHand = async (sql: string, id: string): Promise<void> => {
    await features.database.source.query(sql.replace('$table', kind.table), [id]);
    await features.changes.catchUp();
  };

  beforeAll(async () => {
    features = await CatalogFeatures.create();
    kind = kinds()[name];
  });
  beforeEach(async () => {
    tenantId = await features.tenant();
  });
  afterAll(async () => features[Symbol.asyncDispose]());

  it('cost no statement the second time, singly and in lists', async () => {
    const { id } = await create();
    await features.changes.catchUp();
    const reads = [() => kind.get(id), () => kind.list(), () => kind.list({ activeOnly: true })];
    for (const read of reads) {
      expect(await statements(read)).toBeGreaterThan(0);
      expect(await statements(read)).toBe(0);
    }
  });

  it('cost no statement at all once the tenant was warmed', async () => {
    const { id } = await create();
    await features.changes.catchUp();
    const order = { scopes: [tenantId], priority: 'asked', patienceMs: 5000 } as const;
    expect(await features.caches.warm(order)).toMatchObject({ complete: true });
    expect(await statements(() => kind.get(id))).toBe(0);
    expect(await statements(() => kind.list({ activeOnly: true }))).toBe(0);
  });

  it('are the same from the cache as from the database', async () => {
    const { id } = await create({ externalId: 'k' });
    await features.changes.catchUp();
    await Promise.all([kind.get(id), kind.list()]);
    expect(await kind.get(id)).toEqual(await kind.get(id, { useCache: false }));
    expect(await kind.list()).toEqual(await kind.list({ useCache: false }));
  });

  it('are found by their external id, each in a place of its own in the cache', async () => {
    const [one, other] = [
      await create({ externalId: 'one' }),
      await create({ externalId: 'other' }),
    ];
    await features.changes.catchUp();
    const found = (externalId: string) => kind.list({ externalId });
    expect((await found('one')).items).toEqual([one]);
    expect((await found('other')).items).toEqual([other]);
    expect(await statements(() => found('one'))).toBe(0);
    expect((await found('neither')).items).toEqual([]);
  });

  it('are remembered to be absent', async () => {
    const { id } = await create();
    await byHand('DELETE FROM $table WHERE id = $1', id);
    const refused = { code: 'not_found' };
    await expect(kind.get(id)).rejects.toMatchObject(refused);
    expect(await statements(() => kind.get(id).catch(() => undefined))).toBe(0);
  });

  it('show an edit by hand', async () => {
    const { id } = await create();
    await features.changes.catchUp();
    await Promise.all([kind.get(id), kind.list()]);
    await byHand(`UPDATE $table SET title = 'Copper kettle' WHERE id = $1`, id);
    expect((await kind.get(id)).title).toBe('Copper kettle');
    expect((await kind.list()).items).toMatchObject([{ title: 'Copper kettle' }]);
  });

  it('leave lists when they are switched off or deleted', async () => {
    const [off, deleted] = [await create(), await create()];
    await features.changes.catchUp();
    expect((await kind.list({ activeOnly: true })).items).toHaveLength(2);
    await byHand('UPDATE $table SET active = false WHERE id = $1', off.id);
    expect((await kind.list({ activeOnly: true })).items).toEqual([deleted]);
    await byHand('DELETE FROM $table WHERE id = $1', deleted.id);
    expect((await kind.list()).items).toMatchObject([{ id: off.id }]);
  });

  it('are found by either spelling of an id, and are never outdated by it', async () => {
    const { id } = await create();
    await features.changes.catchUp();
    await kind.get(id.toUpperCase());
    await byHand(`UPDATE $table SET title = 'Copper kettle' WHERE id = $1`, id);
    expect((await kind.get(id.toUpperCase())).title).toBe('Copper kettle');
  });

  it('never answer another tenant', async () => {
    const { id } = await create();
    await Promise.all([kind.get(id), kind.list()]);
    tenantId = await features.tenant();
    await expect(kind.get(id)).rejects.toMatchObject({ code: 'not_found' });
    expect((await kind.list()).items).toEqual([]);
  });
});
