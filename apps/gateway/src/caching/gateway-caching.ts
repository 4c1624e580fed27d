import { CachingModule, type CachingOptions } from '#caching';
import { type Environment, getEnvironmentToken } from '#config';
import { cacheLog } from '#observability';
import { type DynamicModule } from '@nestjs/common';

const options = (environment: Environment): CachingOptions => ({
  keyPrefix: environment.KEY_PREFIX,
  redisUrl: environment.REDIS_URL,
  enabled: environment.USE_CACHE,
  adaptiveTtl: environment.CACHE_ADAPTIVE_TTL,
  observers: [cacheLog],
  processName: 'gateway',
  warming: { scopes: environment.CACHE_WARM_SCOPES },
});

/** The gateway's cache, and the caches of all services seen from it. */
export const gatewayCaching = (): DynamicModule[] => [
  CachingModule.forRootAsync({ inject: [getEnvironmentToken()], useFactory: options }),
];
