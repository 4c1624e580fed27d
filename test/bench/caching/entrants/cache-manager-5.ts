import { createCache, memoryStore, multiCaching, type Store } from 'cache-manager-5';
import { type Entrant } from '../contestant.js';
import { connectNodeRedis, redisYet } from '../node-redis.js';

/** Memory before cache-manager-redis-yet, as the READMEs of both put them together. */
export const cacheManager5: Entrant = {
  name: 'cache-manager 5',
  async open({ redisUrl, prefix, memoryEntries, ttlMs, load }) {
    const client = await connectNodeRedis(redisUrl);
    const cache = multiCaching([
      createCache(memoryStore({ max: memoryEntries, ttl: ttlMs })),
      createCache(redisYet(client, ttlMs) as Store),
    ]);
    return {
      async readEach(keys) {
        for (const key of keys) await cache.wrap(`${prefix}:${key}`, () => load(key), ttlMs);
      },
      read: (key) => cache.wrap(`${prefix}:${key}`, () => load(key), ttlMs),
      drop: (key) => cache.del(`${prefix}:${key}`),
      close: () => client.disconnect(),
    };
  },
};
