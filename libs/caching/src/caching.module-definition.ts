import { ConfigurableModuleBuilder } from '@nestjs/common';
import { type CachingOptions } from './caching.options.js';

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<CachingOptions>({ moduleName: 'Caching' })
    .setClassMethodName('forRoot')
    // Global, so that feature modules declare families without importing the root again.
    .setExtras({ isGlobal: true }, (definition, { isGlobal }) => ({
      ...definition,
      global: isGlobal,
    }))
    .build();
