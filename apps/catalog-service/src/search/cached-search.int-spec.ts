import { catalogMethods, parseInput } from '#contracts';
import { runInLedger } from '#relations';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CatalogFeatures } from '../../test/catalog-features.js';

describe('cached search', () => {
  let features: CatalogFeatures;
  let tenantId: string;

  beforeAll(async () => {
    features = await CatalogFeatures.create();
    tenantId = await features.tenant();
    await create('Watering can', 1900);
  });
  afterAll(async () => features[Symbol.asyncDispose]());

  const create = async (title: string, amountMinor: number): Promise<void> => {
    const input = { title, price: { amountMinor, currency: 'EUR' } };
    await features.products.create(
      parseInput(catalogMethods.createProduct.request, { tenantId, input }),
    );
  };

  const ask = (query: string, more: object = {}): Promise<{ titles: string[]; cost: object }> =>
    runInLedger(async (ledger) => {
      const command = parseInput(catalogMethods.search.request, { tenantId, query, ...more });
      const { hits } = await features.cachedSearch.search(command);
      return { titles: hits.map(({ product }) => product?.title ?? ''), cost: ledger.toJSON() };
    });

  it('costs no statement for a question that was asked before, however it is spaced', async () => {
    const first = await ask('watering can');
    expect(first).toMatchObject({
      titles: ['Watering can'],
      cost: { cacheHits: 0, cacheMisses: 1 },
    });
    const again = await ask('Watering  can');
    expect(again.titles).toEqual(first.titles);
    expect(again.cost).toEqual({ sqlStatements: 0, cacheHits: 1, cacheMisses: 0 });
  });

  it('asks the database when told not to use the cache', async () => {
    await ask('can');
    expect((await ask('can', { useCache: false })).cost).toMatchObject({
      cacheHits: 0,
      cacheMisses: 0,
    });
  });

  it('forgets a tenant’s answers, and no other tenant’s, when its catalog changes', async () => {
    const other = await features.tenant();
    await ask('copper', { tenantId: other });
    expect((await ask('copper')).titles).toEqual([]);
    await create('Copper kettle', 4900);
    await features.cachedSearch.forget(tenantId, 'createProduct');
    expect((await ask('copper')).titles).toEqual(['Copper kettle']);
    expect((await ask('copper', { tenantId: other })).cost).toMatchObject({ cacheHits: 1 });
  });
});
