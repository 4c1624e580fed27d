import { ConfigurableModuleBuilder } from '@nestjs/common';
import { type ChangeFeedOptions } from './change-feed.options.js';

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<ChangeFeedOptions>({ moduleName: 'Changes' })
    .setClassMethodName('forRoot')
    // Global, so that any feature may listen for changes of what it caches.
    .setExtras({ isGlobal: true }, (definition, { isGlobal }) => ({
      ...definition,
      global: isGlobal,
    }))
    .build();
