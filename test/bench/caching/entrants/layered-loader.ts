import { Redis } from 'ioredis';
import { createNotificationPair, Loader, RedisCache } from 'layered-loader';
import { type Entrant } from '../contestant.js';
import { type Product } from '../workload.js';

export const layeredLoader: Entrant = {
  name: 'layered-loader',
  async open({ redisUrl, prefix, memoryEntries, ttlMs, load }) {
    const [client, publisherRedis, consumerRedis] = [1, 2, 3].map(() => new Redis(redisUrl)) as [
      Redis,
      Redis,
      Redis,
    ];
    for (const each of [client, publisherRedis, consumerRedis]) each.on('error', () => undefined);
    const { publisher, consumer } = createNotificationPair<unknown>({
      channel: prefix,
      publisherRedis,
      consumerRedis,
    });
    const cache = new Loader<unknown>({
      inMemoryCache: { cacheType: 'lru-map', maxItems: memoryEntries, ttlInMsecs: ttlMs },
      asyncCache: new RedisCache(client, { json: true, prefix, ttlInMsecs: ttlMs }),
      notificationPublisher: publisher,
      notificationConsumer: consumer,
      dataSourceGetOneFn: load,
      dataSourceGetManyFn: (keys) => Promise.all(keys.map(load)),
      dataSourceName: 'bench',
      // Batches need it; they are of products.
      cacheKeyFromValueResolver: (value) => (value as Product).id,
    });
    await cache.init();
    return {
      async readEach(keys) {
        for (const key of keys) await cache.get(key);
      },
      read: (key) => Promise.resolve(cache.get(key)),
      readMany: (keys) => cache.getMany([...keys]),
      drop: (key) => cache.invalidateCacheFor(key),
      async close() {
        await cache.close();
        for (const each of [client, publisherRedis, consumerRedis]) each.disconnect();
      },
    };
  },
};
