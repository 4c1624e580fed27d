import {
  AgentConfigurationEntity,
  KnowledgeEntryEntity,
  ProductEntity,
  ProductVariantEntity,
  ServiceEntity,
} from '#persistence';
import { type EntityManager, type EntityTarget, In, type ObjectLiteral } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { demoKnowledge } from './knowledge.js';
import { demoProducts } from './products.js';
import { demoServices } from './services.js';
import { demoShop } from './shop.js';

/** Every demo item has an external id: it is what makes seeding again an update. */
const byExternalId = async <Item extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntityTarget<Item>,
  items: ObjectLiteral[],
): Promise<void> => {
  const [first] = items;
  if (first === undefined) return;
  const changed = Object.keys(first).filter(
    (property) => !['tenantId', 'id', 'externalId'].includes(property),
  );
  await manager
    .createQueryBuilder()
    .insert()
    .into(entity)
    .values(items as Item[])
    .orUpdate(
      changed.map((property) => manager.connection.namingStrategy.columnName(property, '', [])),
      ['tenant_id', 'external_id'],
    )
    .execute();
};

const putVariants = async (manager: EntityManager, tenantId: string): Promise<void> => {
  const wanted = new Map(demoProducts.map((product) => [product.externalId, product]));
  const products = await manager.findBy(ProductEntity, {
    tenantId,
    externalId: In([...wanted.keys()]),
  });
  await manager.delete(ProductVariantEntity, {
    tenantId,
    productId: In(products.map(({ id }) => id)),
  });
  const variants = products.flatMap((product) =>
    (wanted.get(product.externalId ?? '')?.variants ?? []).map((variant, position) => ({
      tenantId,
      id: uuidv7(),
      productId: product.id,
      position,
      title: variant.title,
      sku: variant.sku ?? null,
      priceMinor: variant.price?.amountMinor ?? null,
      stock: variant.stock ?? null,
    })),
  );
  await manager.insert(ProductVariantEntity, variants);
};

/** Puts the demo's catalog, knowledge and agent configuration as the files beside this one say. */
export const refreshDemoShop = async (manager: EntityManager, tenantId: string): Promise<void> => {
  await manager.update(AgentConfigurationEntity, { tenantId }, demoShop.agent);
  await byExternalId(
    manager,
    ProductEntity,
    demoProducts.map(({ variants: _variants, price, ...product }) => ({
      tenantId,
      id: uuidv7(),
      description: null,
      sku: null,
      stock: null,
      ...product,
      priceMinor: price.amountMinor,
      currency: price.currency,
    })),
  );
  await putVariants(manager, tenantId);
  await byExternalId(
    manager,
    ServiceEntity,
    demoServices.map(({ price, ...service }) => ({
      tenantId,
      id: uuidv7(),
      description: null,
      ...service,
      priceMinor: price.amountMinor,
      currency: price.currency,
    })),
  );
  await byExternalId(
    manager,
    KnowledgeEntryEntity,
    demoKnowledge.map((entry) => ({
      tenantId,
      id: uuidv7(),
      keywords: [],
      language: 'en',
      priority: 0,
      ...entry,
    })),
  );
};
