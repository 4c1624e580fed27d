import { getEnvironmentToken } from '#config';
import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigurableModuleClass } from './catalog-client.module-definition.js';
import { CatalogClient } from './catalog-client.js';
import { type CatalogClientOptions, optionsFromEnvironment } from './catalog-client.options.js';

/** Provides `CatalogClient`. Without options it takes them from the environment (ConfigModule). */
@Module({ providers: [CatalogClient], exports: [CatalogClient] })
export class CatalogClientModule extends ConfigurableModuleClass {
  static override forRoot(options?: CatalogClientOptions & { isGlobal?: boolean }): DynamicModule {
    return options === undefined
      ? super.forRootAsync({ inject: [getEnvironmentToken()], useFactory: optionsFromEnvironment })
      : super.forRoot(options);
  }
}
