import { ConfigurableModuleBuilder } from '@nestjs/common';
import { type DedupOptions } from './dedup.options.js';

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<DedupOptions>({ moduleName: 'Dedup' })
    .setClassMethodName('forRoot')
    // Global, so that decorated classes, guards and interceptors of any module find what they need.
    .setExtras({ isGlobal: true }, (definition, { isGlobal }) => ({
      ...definition,
      global: isGlobal,
    }))
    .build();
