import {
  AgentConfigurationEntity,
  ApiKeyEntity,
  type ApiKeyRole,
  createApiKey,
  TenantEntity,
  TenantSettingsEntity,
} from '#persistence';
import { v7 as uuidv7 } from 'uuid';
import { type EntityManager } from 'typeorm';

export interface NewTenant {
  name: string;
  settings?: { timezone?: string; language?: string; currency?: string };
}

/** A tenant with its settings and agent configuration. @returns its id */
export const createTenant = async (
  manager: EntityManager,
  { name, settings = {} }: NewTenant,
): Promise<string> => {
  const id = uuidv7();
  await manager.insert(TenantEntity, { id, name });
  await manager.insert(TenantSettingsEntity, { tenantId: id, ...settings });
  await manager.insert(AgentConfigurationEntity, { tenantId: id });
  return id;
};

/** @returns the key, which is kept nowhere */
export const createKey = async (
  manager: EntityManager,
  tenantId: string | null,
  role: ApiKeyRole,
  name: string,
): Promise<string> => {
  const { key, prefix, hash } = createApiKey();
  await manager.insert(ApiKeyEntity, { id: uuidv7(), tenantId, role, name, prefix, hash });
  return key;
};
