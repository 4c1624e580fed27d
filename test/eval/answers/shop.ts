import { type CatalogClient } from '#catalog-client';
import { AgentConfigurationEntity, TenantEntity, TenantSettingsEntity } from '#persistence';
import { type DataSource } from 'typeorm';
import { createTenantWithChannel, type TestChannel } from '../../support/tenants.js';
import { type EvalTenant } from '../cases/index.js';

/** A business of the set, in the database. */
export interface Shop extends TestChannel {
  tenant: EvalTenant;
}

/** Creates a business with everything it sells and knows. */
export const openShop = async (
  tenant: EvalTenant,
  database: DataSource,
  catalog: CatalogClient,
  encryptionKeys: readonly string[],
): Promise<Shop> => {
  const channel = await createTenantWithChannel(database, { encryptionKeys });
  const { tenantId } = channel;
  const { manager } = database;
  await manager.update(TenantEntity, { id: tenantId }, { name: tenant.name });
  await manager.update(TenantSettingsEntity, { tenantId }, { language: tenant.language });
  const handoffTopics = [...tenant.handoffTopics];
  await manager.update(AgentConfigurationEntity, { tenantId }, { handoffTopics });
  for (const input of tenant.products) await catalog.call('createProduct', { tenantId, input });
  for (const input of tenant.services) await catalog.call('createService', { tenantId, input });
  for (const input of tenant.knowledge) await catalog.call('createKnowledge', { tenantId, input });
  return { ...channel, tenant };
};
