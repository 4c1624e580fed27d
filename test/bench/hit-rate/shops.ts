import { type CatalogClient } from '#catalog-client';
import { TenantEntity, TenantSettingsEntity } from '#persistence';
import { v7 as uuid } from 'uuid';
import { type DataSource } from 'typeorm';
import { gardenCentre } from '../../support/garden-centre.js';

/** One tenant's catalog, by ids. */
export interface Shop {
  tenantId: string;
  products: string[];
  knowledge: string[];
}

/** A UUID (version 4 in form) that a tenant and another UUID decide. */
const derivedId = (id: string): string =>
  `regexp_replace(md5(tenant.id::text || ${id}), '^(.{12}).(.{3}).', '\\14\\2a')::uuid`;

/** Rows of a table, the same for every tenant but for their ids. */
const copyRows = (table: string, reference = ''): string => `
  INSERT INTO ${table}
  SELECT (jsonb_populate_record(original, jsonb_build_object(
    'tenant_id', tenant.id, 'id', ${derivedId('original.id')} ${reference}))).*
  FROM ${table} AS original, unnest($1::uuid[]) AS tenant (id)
  WHERE original.tenant_id = $2`;

/** Garden centres, each with a catalog of its own. The first is made by the API, the others copied. */
export const openShops = async (
  database: DataSource,
  catalog: CatalogClient,
  count: number,
): Promise<Shop[]> => {
  const tenants = Array.from({ length: count }, () => uuid());
  const [first = '', ...others] = tenants;
  for (const id of tenants) {
    await database.manager.insert(TenantEntity, { id, name: 'Garden centre' });
    await database.manager.insert(TenantSettingsEntity, { tenantId: id });
  }
  for (const input of gardenCentre.products) {
    await catalog.call('createProduct', { tenantId: first, input });
  }
  for (const input of gardenCentre.services) {
    await catalog.call('createService', { tenantId: first, input });
  }
  for (const input of gardenCentre.knowledge) {
    await catalog.call('createKnowledge', { tenantId: first, input });
  }
  const productOfVariant = `, 'product_id', ${derivedId('original.product_id')}`;
  for (const copy of [
    copyRows('product'),
    copyRows('product_variant', productOfVariant),
    copyRows('service'),
    copyRows('knowledge_entry'),
  ]) {
    for (let from = 0; from < others.length; from += 20) {
      await database.query(copy, [others.slice(from, from + 20), first]);
    }
  }
  await database.query('ANALYZE');
  return shopsIn(database, tenants);
};

const shopsIn = async (database: DataSource, tenants: readonly string[]): Promise<Shop[]> => {
  const idsOf = async (table: string): Promise<Map<string, string[]>> => {
    const rows: { tenant_id: string; ids: string[] }[] = await database.query(
      `SELECT tenant_id, array_agg(id::text ORDER BY external_id) AS ids FROM ${table} GROUP BY 1`,
    );
    return new Map(rows.map(({ tenant_id, ids }) => [tenant_id, ids]));
  };
  const [products, knowledge] = [await idsOf('product'), await idsOf('knowledge_entry')];
  return tenants.map((tenantId) => ({
    tenantId,
    products: products.get(tenantId) ?? [],
    knowledge: knowledge.get(tenantId) ?? [],
  }));
};
