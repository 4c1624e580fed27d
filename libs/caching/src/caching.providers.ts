import { type FactoryProvider, type Provider } from '@nestjs/common';
import { CacheFamily } from './cache-family.js';
import { type CachingOptions } from './caching.options.js';
import { MODULE_OPTIONS_TOKEN } from './caching.module-definition.js';
import { type AnyFamily } from './family.js';
import { familyToken } from './inject-family.js';
import { CacheOperations } from './operations/cache-operations.js';
import { OperationsHost } from './operations/operations-host.js';
import { TieredCache } from './tiered-cache.js';
import { WarmerRegistry } from './warming/warmer-registry.js';

export const cacheProvider: FactoryProvider<TieredCache> = {
  provide: TieredCache,
  useFactory: (options: CachingOptions) => new TieredCache(options),
  inject: [MODULE_OPTIONS_TOKEN],
};

export const operationsProviders: Provider[] = [
  {
    provide: OperationsHost,
    useFactory: (cache: TieredCache, options: CachingOptions) => new OperationsHost(cache, options),
    inject: [TieredCache, MODULE_OPTIONS_TOKEN],
  },
  {
    provide: CacheOperations,
    useFactory: (host: OperationsHost) => host.operations,
    inject: [OperationsHost],
  },
  WarmerRegistry,
];

export const familyProviders = (families: readonly AnyFamily[]): Provider[] =>
  families.map((family) => ({
    provide: familyToken(family),
    useFactory: (cache: TieredCache) => new CacheFamily(family, cache),
    inject: [TieredCache],
  }));
