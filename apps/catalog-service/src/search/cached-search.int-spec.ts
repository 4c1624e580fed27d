import { catalogMethods, parseInput } from '#contracts';
import { runInLedger } from '#relations';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CatalogFeatures } from '../../test/catalog-features.js';

describe('cached search', () => {
  let features: CatalogFeatures;
  let tenantId: string;
  let canId: string;

  beforeAll(async () => {
    features = await CatalogFeatures.create();
  });
  beforeEach(async () => {
    tenantId = await features.tenant();
    canId = await create('Watering can', 1900);
    await create('Garden shears', 2900);
    await features.changes.catchUp();
  });
  afterAll(async () => features[Symbol.asyncDispose]());

  /** Returns its id. */
  const create = async (title: string, amountMinor: number): Promise<string> => {
    const input = { title, price: { amountMinor, currency: 'EUR' } };
    const { id } = await features.products.create(
      parseInput(catalogMethods.createProduct.request, { tenantId, input }),
    );
    return id;
  };

  interface Asked {
    titles: string[];
    prices: number[];
    cost: { sqlStatements: number; cacheHits: number; cacheMisses: number };
  }

  const ask = (query: string, more: object = {}): Promise<Asked> =>
    runInLedger(async (ledger) => {
      const command = parseInput(catalogMethods.search.request, { tenantId, query, ...more });
      const { hits } = await features.search.search(command);
      return {
        titles: hits.map(({ product }) => product?.title ?? ''),
        prices: hits.map(({ product }) => product?.price.amountMinor ?? 0),
        cost: ledger.toJSON(),
      };
    });

  const byHand = async (sql: string): Promise<void> => {
    await features.database.source.query(sql, [canId]);
    await features.changes.catchUp();
  };

  it('costs no statement for a question that was asked before, however it is put', async () => {
    const first = await ask('watering can');
    expect(first).toMatchObject({
      titles: ['Watering can'],
      cost: { cacheHits: 0, cacheMisses: 2 },
    });
    for (const query of ['Watering  can', 'Watering can?', ' WATERING, can!']) {
      const again = await ask(query);
      expect(again.titles).toEqual(first.titles);
      expect(again.cost).toEqual({ sqlStatements: 0, cacheHits: 2, cacheMisses: 0 });
    }
  });

  it('ranks a new question over items it has already', async () => {
    await ask('watering can');
    // The ranking alone: the item itself is known.
    expect((await ask('a watering machine')).cost).toEqual({
      sqlStatements: 1,
      cacheHits: 1,
      cacheMisses: 1,
    });
  });

  it('asks the database when told not to use the cache', async () => {
    await ask('watering');
    expect((await ask('watering', { useCache: false })).cost).toEqual({
      sqlStatements: 3,
      cacheHits: 0,
      cacheMisses: 0,
    });
  });

  it('shows a new price without ranking anew', async () => {
    await ask('watering');
    await byHand('UPDATE product SET price_minor = 5 WHERE id = $1');
    // The product and its variants.
    expect(await ask('watering')).toMatchObject({ prices: [5], cost: { sqlStatements: 2 } });
  });

  it.each([
    ['renamed', `UPDATE product SET title = 'Bucket' WHERE id = $1`],
    ['switched off', 'UPDATE product SET active = false WHERE id = $1'],
    ['deleted', 'DELETE FROM product WHERE id = $1'],
  ])('no longer finds what was %s', async (_, sql) => {
    expect((await ask('watering can')).titles).toEqual(['Watering can']);
    await byHand(sql);
    expect((await ask('watering can')).titles).toEqual([]);
  });

  it('forgets a tenant’s answers, and no other tenant’s, when its catalog changes', async () => {
    const other = await features.tenant();
    await ask('copper', { tenantId: other });
    expect((await ask('copper')).titles).toEqual([]);
    await create('Copper kettle', 4900);
    await features.changes.catchUp();
    expect((await ask('copper')).titles).toEqual(['Copper kettle']);
    expect((await ask('copper', { tenantId: other })).cost).toMatchObject({ cacheHits: 1 });
  });
});
