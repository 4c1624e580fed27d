import { CacheOperations, Evicts } from '#caching';
import { assertMatches, type Page, type PageRequest, Problem } from '#contracts';
import {
  AgentConfigurationEntity,
  ApiKeyEntity,
  createApiKey,
  TenantEntity,
  TenantSettingsEntity,
} from '#persistence';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { statistics } from '../statistics/statistics.service.js';
import { newestFirst, pageOf } from '../tenancy/keyset.js';
import { type TenantChanges, type TenantInput } from './tenant.schemas.js';

export const tenant = z
  .object({
    id: z.uuid(),
    name: z.string(),
    settings: z.object({
      timezone: z.string(),
      language: z.string(),
      currency: z.string(),
      retentionDays: z
        .int()
        .nullable()
        .describe('Customers who have not written for so many days are erased; null: never'),
    }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Tenant' });
export type Tenant = z.output<typeof tenant>;

type TenantWithSettings = TenantEntity & { settings: TenantSettingsEntity };

const toTenant = (row: TenantEntity): Tenant => {
  const { timezone, language, currency, retentionDays } = (row as TenantWithSettings).settings;
  return {
    id: row.id,
    name: row.name,
    settings: { timezone, language, currency, retentionDays },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
};

/** The businesses on the platform. */
@Injectable()
export class TenantsService {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly caches: CacheOperations,
  ) {}

  async list(request: PageRequest): Promise<Page<Tenant>> {
    const { items, nextCursor } = await pageOf(this.select(), newestFirst, request);
    return { items: items.map(toTenant), nextCursor };
  }

  /** @throws Problem `not_found` */
  async get(id: string): Promise<Tenant> {
    const row = await this.select().where('row.id = :id', { id }).getOne();
    if (row === null) throw new Problem('not_found');
    return toTenant(row);
  }

  /** A tenant with everything it needs to answer, and its first key, shown this once. */
  async create({ name, settings }: TenantInput): Promise<Tenant & { ownerKey: string }> {
    const tenantId = uuidv7();
    const { key, prefix, hash } = createApiKey();
    const tenant = { id: tenantId, name } as TenantWithSettings;
    tenant.settings = { tenantId, retentionDays: null, ...settings } as TenantSettingsEntity;
    await this.database.transaction(async (manager) => {
      await manager.insert(TenantEntity, tenant);
      await manager.insert(TenantSettingsEntity, tenant.settings);
      await manager.insert(AgentConfigurationEntity, { tenantId });
      const owner = { id: uuidv7(), tenantId, role: 'owner', name: 'First owner' } as const;
      await manager.insert(ApiKeyEntity, { ...owner, prefix, hash });
    });
    // In the background; nothing depends on it.
    void this.caches.warm({ scopes: [tenantId], priority: 'created', patienceMs: 0 });
    // The inserts have filled in what the database decided.
    return { ...toTenant(tenant), ownerKey: key };
  }

  /** @throws Problem `not_found` or `precondition_failed` */
  @Evicts(statistics, 'settings', (id: string) => ({ scope: id }))
  async change(id: string, { name, settings }: TenantChanges, ifMatch?: string): Promise<Tenant> {
    await this.database.transaction(async (manager) => {
      if (ifMatch !== undefined) assertMatches(ifMatch, await this.held(id, manager));
      if (name !== undefined) await manager.update(TenantEntity, { id }, { name });
      if (settings !== undefined) {
        await manager.update(TenantSettingsEntity, { tenantId: id }, settings);
      }
    });
    return this.get(id);
  }

  /** As it is until the transaction ends. @throws Problem `not_found` */
  private async held(id: string, manager: EntityManager): Promise<Tenant> {
    const query = this.select(manager).where('row.id = :id', { id });
    const row = await query.setLock('pessimistic_write').getOne();
    if (row === null) throw new Problem('not_found');
    return toTenant(row);
  }

  private select(manager: EntityManager = this.database.manager): SelectQueryBuilder<TenantEntity> {
    return manager
      .getRepository(TenantEntity)
      .createQueryBuilder('row')
      .innerJoinAndMapOne(
        'row.settings',
        TenantSettingsEntity,
        'settings',
        'settings.tenantId = row.id',
      );
  }
}
