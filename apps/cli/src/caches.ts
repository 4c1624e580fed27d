import { setTimeout } from 'node:timers/promises';
import { type CacheOperations, OperationsHost, TieredCache } from '#caching';
import { readCacheEnvironment } from '#config';
import { cacheRedis } from '#observability';

const patienceMs = 3000;

/**
 * Reaches the caches of all services, works with them, and lets go whatever happens. This process
 * caches nothing and is asked nothing.
 * @throws when Redis does not answer
 */
export const withCaches = async <Result>(
  work: (caches: CacheOperations) => Promise<Result>,
): Promise<Result> => {
  const environment = readCacheEnvironment();
  const options = { ...cacheRedis(environment), keyPrefix: environment.KEY_PREFIX };
  const cache = new TieredCache(options);
  const host = new OperationsHost(cache, options);
  try {
    await connected(cache);
    return await work(host.operations);
  } finally {
    await host.close();
    cache.close();
  }
};

const connected = async (cache: TieredCache): Promise<void> => {
  const deadline = performance.now() + patienceMs;
  while (!cache.connected) {
    if (performance.now() > deadline) {
      throw new Error(
        'Redis does not answer at REDIS_URL: the services could not be asked or told.',
      );
    }
    await setTimeout(20);
  }
};
