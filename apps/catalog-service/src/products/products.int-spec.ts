import { catalogMethods, parseInput, type ProductInput } from '#contracts';
import { runInLedger } from '#relations';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { CatalogFeatures } from '../../test/catalog-features.js';
import { type ProductsService } from './products.service.js';

const price = { amountMinor: 185_000, currency: 'KES' };
const shirt: ProductInput = {
  externalId: 'shirt',
  title: 'Jersey',
  description: 'Merino',
  price,
  stock: 3,
  variants: [
    { title: 'S', price: { ...price, amountMinor: 1 } },
    { title: 'M', sku: 'J-M' },
  ],
};

describe('products', () => {
  let features: CatalogFeatures;
  let products: ProductsService;
  let tenantId: string;

  beforeAll(async () => {
    features = await CatalogFeatures.create();
    ({ products } = features);
  });
  beforeEach(async () => {
    tenantId = await features.tenant();
  });
  afterAll(() => features[Symbol.asyncDispose]());

  const create = (input: ProductInput) =>
    products.create(parseInput(catalogMethods.createProduct.request, { tenantId, input }));
  const update = (id: string, patch: Record<string, unknown>, ...cleared: string[]) =>
    products.update(
      parseInput(catalogMethods.updateProduct.request, {
        tenantId,
        id,
        patch,
        updateMask: [...Object.keys(patch), ...cleared],
      }),
    );
  const get = (id: string) => products.get({ tenantId, id, useCache: false });
  const list = (request: object = {}) =>
    products.list(
      parseInput(catalogMethods.listProducts.request, { tenantId, useCache: false, ...request }),
    );

  it('are returned as they were created', async () => {
    const created = await create(shirt);
    expect(created).toMatchObject({ ...shirt, active: true });
    await expect(get(created.id)).resolves.toEqual(created);
  });

  it('change only in the fields named', async () => {
    const { id, variants } = await create(shirt);
    const changed = await update(id, { title: 'Winter jersey', stock: 0 });
    expect(changed).toMatchObject({ ...shirt, title: 'Winter jersey', stock: 0, variants });
  });

  it('lose what is named and empty', async () => {
    const { id } = await create(shirt);
    const changed = await update(id, {}, 'description', 'externalId', 'stock', 'variants');
    expect(changed).toMatchObject({ title: 'Jersey', variants: [] });
    expect([changed.description, changed.externalId, changed.stock]).toEqual(
      Array(3).fill(undefined),
    );
  });

  it('do not lose a required field', async () => {
    const { id } = await create(shirt);
    expect(() => update(id, {}, 'title')).toThrow('/patch/title');
  });

  it('get all their variants anew', async () => {
    const { id } = await create(shirt);
    const { variants } = await update(id, { variants: [{ title: 'L' }, { title: 'XL' }] });
    expect(variants.map(({ title }) => title)).toEqual(['L', 'XL']);
  });

  it('have one currency', async () => {
    const { id } = await create(shirt);
    const dollars = { amountMinor: 5, currency: 'USD' };
    await expect(create({ ...shirt, externalId: 'b', price: dollars })).rejects.toMatchObject({
      code: 'malformed',
      errors: [{ field: '/variants/0/price/currency' }],
    });
    // The price of variant S would silently be in dollars.
    await expect(update(id, { price: dollars })).rejects.toMatchObject({ code: 'unprocessable' });
    await expect(update(id, { price: dollars, variants: [] })).resolves.toMatchObject({
      price: dollars,
    });
  });

  it('of one tenant have different external ids', async () => {
    await create(shirt);
    const { id } = await create({ ...shirt, externalId: 'other' });
    const conflict = { code: 'conflict', errors: [{ field: '/externalId' }] };
    await expect(create(shirt)).rejects.toMatchObject(conflict);
    await expect(update(id, { externalId: 'shirt' })).rejects.toMatchObject(conflict);
    await expect(list()).resolves.toMatchObject({ items: [{}, {}] });
    tenantId = await features.tenant();
    await expect(create(shirt)).resolves.toMatchObject({ externalId: 'shirt' });
  });

  it('cannot be created for an unknown tenant, nor with what PostgreSQL cannot store', async () => {
    await expect(create({ ...shirt, title: 'a\u0000b' })).rejects.toMatchObject({
      code: 'malformed',
    });
    tenantId = uuid();
    await expect(create(shirt)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('are gone when deleted', async () => {
    const { id } = await create(shirt);
    await expect(products.delete({ tenantId, id })).resolves.toEqual({});
    for (const again of [get(id), products.delete({ tenantId, id })]) {
      await expect(again).rejects.toMatchObject({ code: 'not_found' });
    }
    await expect(update(id, { title: 'x' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('are listed with their variants in two statements, however many there are', async () => {
    for (let index = 0; index < 5; index += 1) {
      await create({ ...shirt, externalId: `shirt-${index}` });
    }
    const [page, ledger] = await runInLedger(async (cost) => [await list(), cost] as const);
    expect(page.items.map(({ variants }) => variants.length)).toEqual([2, 2, 2, 2, 2]);
    expect(ledger.sqlStatements).toBe(2);
  });

  it('that are inactive can be left out of a list', async () => {
    await create({ ...shirt, active: false });
    await expect(list({ activeOnly: true })).resolves.toEqual({ items: [] });
  });
});
