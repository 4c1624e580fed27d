import { type Cache, type CacheEntry, cachified as readThrough } from '@epic-web/cachified';
import { LRUCache } from 'lru-cache';
import { type Entrant } from '../contestant.js';
import { connectNodeRedis } from '../node-redis.js';

/** It has one tier at a time: the loader of the one in memory is the one in Redis. */
export const cachified: Entrant = {
  name: 'cachified',
  async open({ redisUrl, prefix, memoryEntries, ttlMs, load }) {
    const client = await connectNodeRedis(redisUrl);
    const lru = new LRUCache<string, CacheEntry>({ max: memoryEntries });
    const memory: Cache = {
      get: (key) => lru.get(key),
      set: (key, entry) => lru.set(key, entry),
      delete: (key) => lru.delete(key),
    };
    const redis: Cache = {
      async get(key) {
        const text = await client.get(key);
        return text === null ? null : (JSON.parse(text) as CacheEntry);
      },
      set: (key, entry) => client.set(key, JSON.stringify(entry), { PX: ttlMs }),
      delete: (key) => client.del(key),
    };
    const shared = (key: string): Promise<unknown> =>
      readThrough({
        key: `${prefix}:${key}`,
        cache: redis,
        ttl: ttlMs,
        getFreshValue: () => load(key),
      });
    return {
      async readEach(keys) {
        for (const key of keys) {
          await readThrough({ key, cache: memory, ttl: ttlMs, getFreshValue: () => shared(key) });
        }
      },
      read: (key) =>
        readThrough({ key, cache: memory, ttl: ttlMs, getFreshValue: () => shared(key) }),
      async drop(key) {
        lru.delete(key);
        await client.del(`${prefix}:${key}`);
      },
      close: () => client.disconnect(),
    };
  },
};
