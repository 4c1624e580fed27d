import { CachingModule } from '#caching';
import { ConfigModule } from '#config';
import { PersistenceModule, TenantEntity } from '#persistence';
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
import { CachedSearch } from '../src/search/cached-search.js';
import { ledgerObserver } from '../src/search/search-results.js';
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
  readonly cachedSearch: CachedSearch;

  private constructor(
    readonly database: TestDatabase,
    private readonly module: TestingModule,
  ) {
    this.products = module.get(ProductsService, { strict: false });
    this.services = module.get(ServicesService, { strict: false });
    this.knowledge = module.get(KnowledgeService, { strict: false });
    this.search = module.get(SearchService, { strict: false });
    this.cachedSearch = module.get(CachedSearch, { strict: false });
  }

  static async create(): Promise<CatalogFeatures> {
    const database = await createTestDatabase();
    const environment = testEnvironment({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
    const module = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot(environment),
        PersistenceModule.forRoot('test'),
        CachingModule.forRoot({ keyPrefix: 'test', observers: [ledgerObserver] }),
        ProductsModule,
        ServicesModule,
        KnowledgeModule,
        SearchModule,
      ],
    }).compile();
    return new CatalogFeatures(database, await module.init());
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
