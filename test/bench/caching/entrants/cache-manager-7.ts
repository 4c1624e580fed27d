import { createCache, KeyvAdapter } from 'cache-manager';
import { KeyvCacheableMemory } from 'cacheable';
import { Keyv } from 'keyv';
import { type Entrant } from '../contestant.js';
import { connectNodeRedis, redisYet } from '../node-redis.js';

/** cache-manager-redis-yet behind the adapter for it; it brings its own prefix and JSON. */
const shared = (client: Parameters<typeof redisYet>[0], ttlMs: number): Keyv => {
  const store = new KeyvAdapter(redisYet(client, ttlMs));
  const keyv = new Keyv({ store, useKeyPrefix: false });
  keyv.serialize = undefined;
  keyv.deserialize = undefined;
  keyv.on('error', () => undefined);
  return keyv;
};

export const cacheManager7: Entrant = {
  name: 'cache-manager 7',
  async open({ redisUrl, prefix, memoryEntries, ttlMs, load }) {
    const client = await connectNodeRedis(redisUrl);
    const memory = new Keyv({ store: new KeyvCacheableMemory({ lruSize: memoryEntries }) });
    const cache = createCache({ stores: [memory, shared(client, ttlMs)], ttl: ttlMs });
    return {
      async readEach(keys) {
        for (const key of keys) await cache.wrap(`${prefix}:${key}`, () => load(key));
      },
      read: (key) => cache.wrap(`${prefix}:${key}`, () => load(key)),
      drop: (key) => cache.del(`${prefix}:${key}`),
      close: () => client.disconnect(),
    };
  },
};
