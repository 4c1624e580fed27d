import { Cached, type CacheFamily, InjectFamily, type ReadOptions, Warms } from '#caching';
import { ChangeFeed } from '#changes';
import {
  assertMatches,
  type CatalogCommand,
  catalogMethods,
  type CatalogResults,
  parseInput,
  Problem,
  type Product,
  productInput,
  type WirePage,
} from '#contracts';
import { ProductEntity } from '#persistence';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { CachedItems, forgetChangedItems } from '../storage/cached-items.js';
import { listPlace } from '../storage/item-families.js';
import { TenantItems } from '../storage/tenant-items.js';
import { Handles } from '../transport/handles.decorator.js';
import { assertOneCurrency, ProductVariants } from './product-variants.js';
import { productItems, productLists } from './product.families.js';
import { productColumns, toProduct } from './product.mapping.js';

@Injectable()
export class ProductsService {
  private readonly products: TenantItems<ProductEntity>;
  private readonly variants: ProductVariants;

  private readonly cached: CachedItems<Product>;

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    @InjectFamily(productItems) items: CacheFamily<Product | null>,
    @InjectFamily(productLists) lists: CacheFamily<WirePage<Product>>,
    changes: ChangeFeed,
  ) {
    this.products = new TenantItems(database.getRepository(ProductEntity));
    this.variants = new ProductVariants(database.manager);
    this.cached = new CachedItems(items, (tenantId, ids) => this.load(tenantId, ids));
    forgetChangedItems(changes, 'product', items, lists);
  }

  @Handles('listProducts')
  @Cached(productLists, listPlace)
  async list(command: CatalogCommand<'listProducts'>): Promise<CatalogResults['listProducts']> {
    const { rows, nextCursor } = await this.products.page(command);
    return { items: await this.withVariants(command.tenantId, rows), nextCursor };
  }

  @Handles('getProduct')
  get(command: CatalogCommand<'getProduct'>): Promise<Product> {
    return this.cached.get(command, command);
  }

  /** Those that exist, in no particular order. */
  byIds(tenantId: string, ids: readonly string[], options?: ReadOptions): Promise<Product[]> {
    return this.cached.byIds(tenantId, ids, options);
  }

  /** What is asked for first: the list of what is active, and its items one by one. */
  @Warms(productItems)
  async warm(tenantId: string): Promise<void> {
    const command = { tenantId, activeOnly: true };
    const { items } = await this.list(parseInput(catalogMethods.listProducts.request, command));
    await this.byIds(
      tenantId,
      items.map(({ id }) => id),
    );
  }

  @Handles('createProduct')
  async create({ tenantId, input }: CatalogCommand<'createProduct'>): Promise<Product> {
    assertOneCurrency(input.price.currency, input.variants);
    const key = { tenantId, id: uuid() };
    const columns = productColumns(input, Object.keys(productInput.shape));
    await this.database.transaction(async (manager) => {
      await this.products.within(manager).insert({ ...key, ...columns });
      await new ProductVariants(manager).insert(key, input.variants);
    });
    return this.stored(key);
  }

  @Handles('updateProduct')
  async update(command: CatalogCommand<'updateProduct'>): Promise<Product> {
    const { tenantId, id, patch, updateMask } = command;
    const { variants, price } = patch;
    await this.database.transaction(async (manager) => {
      const products = this.products.within(manager);
      const productVariants = new ProductVariants(manager);
      const before = await products.lock(tenantId, id);
      if (command.ifMatch !== undefined) {
        assertMatches(command.ifMatch, await this.shown(before, manager));
      }
      const currency = price?.currency ?? before.currency;
      assertOneCurrency(currency, variants);
      if (updateMask.includes('variants')) {
        await productVariants.replace(command, variants);
      } else if (currency !== before.currency && (await productVariants.haveOwnPrices(command))) {
        throw new Problem(
          'unprocessable',
          'Variants have prices in the old currency: send them along with the new one',
        );
      }
      await products.change(tenantId, id, productColumns(patch, updateMask));
    });
    return this.stored(command);
  }

  @Handles('deleteProduct')
  async delete(command: CatalogCommand<'deleteProduct'>): Promise<Record<string, never>> {
    await this.products.changing(
      command,
      (row, manager) => this.shown(row, manager),
      (products) => products.remove(command.tenantId, command.id),
    );
    return {};
  }

  private async shown(row: ProductEntity, manager: EntityManager): Promise<Product> {
    const variants = await new ProductVariants(manager).of(row.tenantId, [row.id]);
    return toProduct(row, variants.get(row.id) ?? []);
  }

  private async stored({ tenantId, id }: { tenantId: string; id: string }): Promise<Product> {
    const row = await this.products.get(tenantId, id);
    const variants = await this.variants.of(tenantId, [id]);
    return toProduct(row, variants.get(id) ?? []);
  }

  private async load(tenantId: string, ids: readonly string[]): Promise<Product[]> {
    return this.withVariants(tenantId, await this.products.byIds(tenantId, ids));
  }

  private async withVariants(tenantId: string, rows: readonly ProductEntity[]): Promise<Product[]> {
    const variants = await this.variants.of(
      tenantId,
      rows.map(({ id }) => id),
    );
    return rows.map((row) => toProduct(row, variants.get(row.id) ?? []));
  }
}
