import { CachingModule, type CachingOptions, TieredCache } from '#caching';
import { ConfigModule, type Environment, getEnvironmentToken } from '#config';
import {
  cacheLog,
  HealthModule,
  LoggingModule,
  Metrics,
  MetricsModule,
  reportCache,
} from '#observability';
import { PersistenceModule } from '#persistence';
import { type DynamicModule, Module } from '@nestjs/common';
import { KnowledgeModule } from './knowledge/knowledge.module.js';
import { ProductsModule } from './products/products.module.js';
import { SearchModule } from './search/search.module.js';
import { ledgerObserver } from './search/search-results.js';
import { ServicesModule } from './services/services.module.js';
import { TransportModule } from './transport/transport.module.js';

const serviceName = 'catalog-service';

const cachingOptions = (environment: Environment): CachingOptions => ({
  keyPrefix: environment.KEY_PREFIX,
  redisUrl: environment.REDIS_URL,
  enabled: environment.USE_CACHE,
  familyTtlMs: { query: environment.CACHE_TTL_QUERY_S * 1000 },
  adaptiveTtl: environment.CACHE_ADAPTIVE_TTL,
  observers: [ledgerObserver, cacheLog],
  processName: serviceName,
  warming: { scopes: environment.CACHE_WARM_SCOPES },
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
          useFactory: cachingOptions,
        }),
        ProductsModule,
        ServicesModule,
        KnowledgeModule,
        SearchModule,
        TransportModule,
      ],
    };
  }
}
