import { type CatalogCommand, type Product } from '#contracts';
import { type ProductEntity, type ProductVariantEntity } from '#persistence';
import { v7 as uuid } from 'uuid';
import { namedFields } from '../storage/columns.js';

export type ProductFields = CatalogCommand<'createProduct'>['input'];
export type VariantFields = NonNullable<ProductFields['variants']>[number];

export const toProduct = (
  row: ProductEntity,
  variants: readonly ProductVariantEntity[],
): Product => ({
  id: row.id,
  externalId: row.externalId ?? undefined,
  title: row.title,
  description: row.description ?? undefined,
  price: { amountMinor: row.priceMinor, currency: row.currency },
  sku: row.sku ?? undefined,
  stock: row.stock ?? undefined,
  active: row.active,
  variants: variants.map(({ id, title, sku, priceMinor, stock }) => ({
    id,
    title,
    sku: sku ?? undefined,
    price: priceMinor === null ? undefined : { amountMinor: priceMinor, currency: row.currency },
    stock: stock ?? undefined,
  })),
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

/** The columns of the named fields; variants have a table of their own. */
export const productColumns = (
  input: Partial<ProductFields>,
  names: readonly string[],
): Partial<ProductEntity> => {
  const { price, ...columns } = namedFields(
    input,
    names.filter((name) => name !== 'variants'),
  );
  return {
    ...(columns as Partial<ProductEntity>),
    ...(price ? { priceMinor: price.amountMinor, currency: price.currency } : {}),
  };
};

/** Rows for a product's variants, in the order given. */
export const variantRows = (
  { tenantId, id: productId }: { tenantId: string; id: string },
  variants: readonly VariantFields[] = [],
): ProductVariantEntity[] =>
  variants.map(({ title, sku, price, stock }, position) => ({
    tenantId,
    id: uuid(),
    productId,
    position,
    title,
    sku: sku ?? null,
    priceMinor: price?.amountMinor ?? null,
    stock: stock ?? null,
  }));
