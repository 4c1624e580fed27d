import { setTimeout as delay } from 'node:timers/promises';
import { CacheOperations, CachingModule, type CachingOptions, TieredCache } from '#caching';
import { ChangeFeed, ChangesModule } from '#changes';
import { ConfigModule } from '#config';
import { type Embedder, EmbeddingsModule } from '#embeddings';
import { cacheOptions } from '#observability';
import { PersistenceModule, TenantEntity } from '#persistence';
import { type Abstract, type Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { v7 as uuid } from 'uuid';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../test/support/databases.js';
import { testEnvironment } from '../../../test/support/environment.js';
import { KnowledgeModule } from '../src/knowledge/knowledge.module.js';
import { KnowledgeService } from '../src/knowledge/knowledge.service.js';
import { ProductsModule } from '../src/products/products.module.js';
import { ProductsService } from '../src/products/products.service.js';
import { EmbeddingSweep } from '../src/search/embedding-sweep.js';
import { SearchModule } from '../src/search/search.module.js';
import { SearchService } from '../src/search/search.service.js';
import { ServicesModule } from '../src/services/services.module.js';
import { ServicesService } from '../src/services/services.service.js';

/** The features on a database of their own, without the transports. */
export class CatalogFeatures implements AsyncDisposable {
  readonly products: ProductsService;
  readonly services: ServicesService;
  readonly knowledge: KnowledgeService;
  readonly search: SearchService;
  readonly embeddings: EmbeddingSweep;
  readonly changes: ChangeFeed;
  readonly cache: TieredCache;
  readonly caches: CacheOperations;

  private constructor(
    readonly database: TestDatabase,
    private readonly module: TestingModule,
  ) {
    this.products = module.get(ProductsService, { strict: false });
    this.services = module.get(ServicesService, { strict: false });
    this.knowledge = module.get(KnowledgeService, { strict: false });
    this.search = module.get(SearchService, { strict: false });
    this.embeddings = module.get(EmbeddingSweep, { strict: false });
    this.changes = module.get(ChangeFeed, { strict: false });
    this.cache = module.get(TieredCache, { strict: false });
    this.caches = module.get(CacheOperations, { strict: false });
  }

  /** @param embedder none unless given */
  static async create(
    caching: Partial<CachingOptions> = {},
    embedder: Embedder | null = null,
  ): Promise<CatalogFeatures> {
    const database = await createTestDatabase();
    const environment = testEnvironment({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
    const module = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot(environment),
        PersistenceModule.forRoot('test'),
        CachingModule.forRoot({ ...cacheOptions('test')(environment), ...caching }),
        ChangesModule.forRoot({
          databaseUrl: database.url,
          applicationName: 'test',
          lookBackMs: 1,
        }),
        EmbeddingsModule.forRoot(embedder),
        ProductsModule,
        ServicesModule,
        KnowledgeModule,
        SearchModule,
      ],
    }).compile();
    return new CatalogFeatures(database, await module.init());
  }

  get<Provider>(token: Type<Provider> | Abstract<Provider>): Provider {
    return this.module.get(token, { strict: false });
  }

  /** Settles when every text has its vectors, and everybody was told. */
  async embedded(): Promise<void> {
    const pending = 'SELECT FROM document_embedding WHERE model IS NULL LIMIT 1';
    for (;;) {
      await this.embeddings.sweep();
      const left: unknown[] = await this.database.source.query(pending);
      if (left.length === 0) break;
      // Claimed by the sweep that runs by itself.
      await delay(20);
    }
    await this.changes.catchUp();
  }

  /** @returns its id */
  async tenant(): Promise<string> {
    const id = uuid();
    await this.database.source.manager.insert(TenantEntity, { id, name: 'Shop' });
    return id;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.module.close();
    await this.database[Symbol.asyncDispose]();
  }
}
