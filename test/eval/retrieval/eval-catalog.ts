import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { readEnvironment } from '#config';
import { catalogMethods, parseInput } from '#contracts';
import { TenantEntity, TenantSettingsEntity } from '#persistence';
import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { AppModule } from '../../../apps/catalog-service/src/app.module.js';
import { KnowledgeService } from '../../../apps/catalog-service/src/knowledge/knowledge.service.js';
import { ProductsService } from '../../../apps/catalog-service/src/products/products.service.js';
import { ServicesService } from '../../../apps/catalog-service/src/services/services.service.js';
import { type EvalTenant } from '../cases/index.js';

/** catalog-service without its transports. @param embeddings `EMBEDDINGS_MODEL` */
export const startCatalog = (
  servers: { databaseUrl: string; redisUrl: string },
  embeddings: string,
): Promise<INestApplicationContext> =>
  NestFactory.createApplicationContext(
    AppModule.forRoot(
      readEnvironment({
        DATABASE_URL: servers.databaseUrl,
        REDIS_URL: servers.redisUrl,
        KEY_PREFIX: `eval${randomBytes(4).toString('hex')}`,
        ENCRYPTION_KEYS: `eval:${randomBytes(32).toString('base64')}`,
        LOG_LEVEL: 'silent',
        EMBEDDINGS_MODEL: embeddings,
      }),
    ),
    { logger: false },
  );

/** Writes what the tenant sells, does and knows. @returns the tenant's id */
export const openShop = async (
  catalog: INestApplicationContext,
  tenant: Omit<EvalTenant, 'cases'>,
): Promise<string> => {
  const tenantId = uuid();
  const { manager } = catalog.get(DataSource);
  await manager.insert(TenantEntity, { id: tenantId, name: tenant.name });
  // Before its products: they are taken to be written in the tenant's language.
  await manager.insert(TenantSettingsEntity, { tenantId, language: tenant.language });
  const { createProduct, createService, createKnowledge } = catalogMethods;
  const [products, services, knowledge] = [
    catalog.get(ProductsService, { strict: false }),
    catalog.get(ServicesService, { strict: false }),
    catalog.get(KnowledgeService, { strict: false }),
  ];
  for (const input of tenant.products) {
    await products.create(parseInput(createProduct.request, { tenantId, input }));
  }
  for (const input of tenant.services) {
    await services.create(parseInput(createService.request, { tenantId, input }));
  }
  for (const input of tenant.knowledge) {
    await knowledge.create(parseInput(createKnowledge.request, { tenantId, input }));
  }
  return tenantId;
};

/**
 * Settles when every text has its vectors, as if for an hour: those of the last seconds count less, as
 * not every process may have heard of them, and that is not what is measured.
 */
export const untilEmbedded = async (catalog: INestApplicationContext): Promise<void> => {
  const pending = 'SELECT FROM document_embedding WHERE model IS NULL LIMIT 1';
  const database = catalog.get(DataSource);
  for (;;) {
    const left: unknown[] = await database.query(pending);
    if (left.length === 0) break;
    await delay(100);
  }
  await database.query(`UPDATE document_embedding SET embedded_at = now() - interval '1 hour'`);
};
