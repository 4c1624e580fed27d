import {
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ConfigurableModuleClass } from './caching.module-definition.js';
import { cacheProvider, familyProviders, operationsProviders } from './caching.providers.js';
import { type AnyFamily } from './family.js';
import { ConditionalGet } from './http/conditional-get.js';
import { CacheOperations } from './operations/cache-operations.js';
import { OperationsHost } from './operations/operations-host.js';
import { TieredCache } from './tiered-cache.js';

@Module({
  imports: [DiscoveryModule],
  providers: [cacheProvider, ...operationsProviders, ConditionalGet],
  exports: [TieredCache, CacheOperations, ConditionalGet],
})
export class CachingModule
  extends ConfigurableModuleClass
  implements BeforeApplicationShutdown, OnApplicationShutdown
{
  constructor(
    private readonly cache: TieredCache,
    private readonly operations: OperationsHost,
  ) {
    super();
  }

  /**
   * Makes families injectable with `@InjectFamily(family)`; several modules may name the same one.
   * @throws DuplicateFamilyError at start when two definitions share a name
   */
  static forFeature(families: readonly AnyFamily[]): DynamicModule {
    const providers = familyProviders(families);
    return { module: CachedFamiliesModule, providers, exports: providers };
  }

  /** Before connections to what warmers read are closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.operations.close();
  }

  onApplicationShutdown(): void {
    this.cache.close();
  }
}

/** Holds the families of one feature module. */
@Module({})
class CachedFamiliesModule {}
