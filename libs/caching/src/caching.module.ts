import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigurableModuleClass } from './caching.module-definition.js';
import { cacheProvider, familyProviders } from './caching.providers.js';
import { type AnyFamily } from './family.js';
import { ConditionalGet } from './http/conditional-get.js';
import { TieredCache } from './tiered-cache.js';

@Module({ providers: [cacheProvider, ConditionalGet], exports: [TieredCache, ConditionalGet] })
export class CachingModule extends ConfigurableModuleClass implements OnApplicationShutdown {
  constructor(private readonly cache: TieredCache) {
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

  onApplicationShutdown(): void {
    this.cache.close();
  }
}

/** Holds the families of one feature module. */
@Module({})
class CachedFamiliesModule {}
