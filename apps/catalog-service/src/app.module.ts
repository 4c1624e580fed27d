import { CachingModule, TieredCache } from '#caching';
import { type ChangeFeedOptions, ChangesModule } from '#changes';
import { ConfigModule, type Environment, getEnvironmentToken } from '#config';
import {
  cacheLifeMs,
  cacheOptions,
  HealthModule,
  LoggingModule,
  Metrics,
  MetricsModule,
  reportCache,
} from '#observability';
import { EmbeddingsModule } from '#embeddings';
import { PersistenceModule } from '#persistence';
import { type DynamicModule, Module } from '@nestjs/common';
import { knowledgeItems, knowledgeLists } from './knowledge/knowledge.families.js';
import { KnowledgeModule } from './knowledge/knowledge.module.js';
import { productItems, productLists } from './products/product.families.js';
import { ProductsModule } from './products/products.module.js';
import { queryEmbeddings } from './search/query-embedding.family.js';
import { rankings } from './search/ranking.family.js';
import { SearchModule } from './search/search.module.js';
import { serviceItems, serviceLists } from './services/service.families.js';
import { ServicesModule } from './services/services.module.js';
import { TransportModule } from './transport/transport.module.js';

const serviceName = 'catalog-service';

const families = [
  ...[productItems, productLists, serviceItems, serviceLists],
  ...[knowledgeItems, knowledgeLists, rankings, queryEmbeddings],
];

const changesOptions = (environment: Environment): ChangeFeedOptions => ({
  databaseUrl: environment.DATABASE_DIRECT_URL ?? environment.DATABASE_URL,
  applicationName: `${serviceName} changes ${process.pid}`,
  enabled: environment.USE_CACHE,
  lookBackMs: cacheLifeMs(environment, families),
});

@Module({})
export class AppModule {
  constructor(metrics: Metrics, cache: TieredCache) {
    reportCache(metrics, cache);
  }

  /** @param environment `process.env` unless a test hands one in */
  static forRoot(environment?: Environment): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(environment),
        LoggingModule.forRoot(serviceName),
        // The best plan of a search depends on its words.
        PersistenceModule.forRoot(serviceName, { prepare: false }),
        HealthModule,
        MetricsModule,
        CachingModule.forRootAsync({
          inject: [getEnvironmentToken()],
          useFactory: cacheOptions(serviceName),
        }),
        ChangesModule.forRootAsync({
          inject: [getEnvironmentToken()],
          useFactory: changesOptions,
        }),
        EmbeddingsModule.forRoot(),
        ProductsModule,
        ServicesModule,
        KnowledgeModule,
        SearchModule,
        TransportModule,
      ],
    };
  }
}
