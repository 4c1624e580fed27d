import KeyvRedis from '@keyv/redis';
import { RedisMessageProvider } from '@qified/redis';
import { Cacheable, KeyvCacheableMemory } from 'cacheable';
import { Keyv } from 'keyv';
import { type Entrant } from '../contestant.js';

export const cacheable: Entrant = {
  name: 'cacheable',
  async open({ redisUrl, prefix, memoryEntries, ttlMs, load }) {
    const provider = new RedisMessageProvider({ uri: redisUrl });
    const cache = new Cacheable({
      primary: new Keyv({ store: new KeyvCacheableMemory({ lruSize: memoryEntries }) }),
      secondary: new KeyvRedis(redisUrl),
      ttl: ttlMs,
      sync: { qified: provider, namespace: prefix },
    });
    await cache.has(`${prefix}:connected`);
    return {
      async readEach(keys) {
        for (const key of keys) await cache.getOrSet(`${prefix}:${key}`, () => load(key));
      },
      read: (key) => cache.getOrSet(`${prefix}:${key}`, () => load(key)),
      drop: (key) => cache.delete(`${prefix}:${key}`),
      async close() {
        await cache.disconnect();
        await provider.disconnect();
      },
    };
  },
};
