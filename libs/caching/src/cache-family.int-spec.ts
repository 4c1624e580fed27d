import { ObservedCache, until } from '../test/caches.js';
import { describeCacheFamily } from '../test/family.contract.js';
import { describeStaleness } from '../test/staleness.contract.js';
import { type CachingOptions } from './caching.options.js';

async function open(options?: Partial<CachingOptions>): Promise<ObservedCache> {
  const cache = new ObservedCache({ redisUrl: process.env.TEST_REDIS_URL, ...options });
  if (options?.enabled !== false) await until(() => cache.connected);
  return cache;
}

describeCacheFamily('with Redis', open);
describeStaleness('with Redis', open);
