import { Problem } from '#contracts';
import { ProductVariantEntity } from '#persistence';
import { type EntityManager, In, IsNull, Not } from 'typeorm';
import { variantRows, type VariantFields } from './product.mapping.js';

interface ProductKey {
  tenantId: string;
  id: string;
}

/** The forms a product comes in. They have no life of their own: they change as a whole. */
export class ProductVariants {
  constructor(private readonly manager: EntityManager) {}

  /** In their order, by product; one statement for any number of products. */
  async of(
    tenantId: string,
    productIds: readonly string[],
  ): Promise<Map<string, ProductVariantEntity[]>> {
    const rows =
      productIds.length === 0
        ? []
        : await this.manager.find(ProductVariantEntity, {
            where: { tenantId, productId: In(productIds) },
            order: { position: 'ASC' },
          });
    const byProduct = new Map<string, ProductVariantEntity[]>();
    for (const row of rows) {
      byProduct.set(row.productId, [...(byProduct.get(row.productId) ?? []), row]);
    }
    return byProduct;
  }

  async insert(product: ProductKey, variants: readonly VariantFields[] = []): Promise<void> {
    if (variants.length === 0) return;
    await this.manager.insert(ProductVariantEntity, variantRows(product, variants));
  }

  async replace(product: ProductKey, variants: readonly VariantFields[] = []): Promise<void> {
    await this.manager.delete(ProductVariantEntity, {
      tenantId: product.tenantId,
      productId: product.id,
    });
    await this.insert(product, variants);
  }

  async haveOwnPrices({ tenantId, id: productId }: ProductKey): Promise<boolean> {
    return this.manager.existsBy(ProductVariantEntity, {
      tenantId,
      productId,
      priceMinor: Not(IsNull()),
    });
  }
}

/** Only the amount is stored: another currency would silently become the product's. */
export const assertOneCurrency = (
  currency: string,
  variants: readonly VariantFields[] = [],
): void => {
  const errors = variants.flatMap(({ price }, index) =>
    price === undefined || price.currency === currency
      ? []
      : [{ field: `/variants/${index}/price/currency`, detail: `must be ${currency}` }],
  );
  if (errors.length > 0) {
    throw new Problem('malformed', "Variants are priced in the product's currency", { errors });
  }
};
