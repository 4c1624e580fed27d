import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { redisBusDriver, redisDriver } from 'bentocache/drivers/redis';
import { type Entrant } from '../contestant.js';

export const bentocache: Entrant = {
  name: 'bentocache',
  async open({ redisUrl, prefix, memoryEntries, ttlMs, tagged, load }) {
    const { hostname: host, port } = new URL(redisUrl);
    const connection = { host, port: Number(port) };
    const cache = new BentoCache({
      default: 'tiered',
      prefix,
      ttl: ttlMs,
      stores: {
        tiered: bentostore()
          .useL1Layer(memoryDriver({ maxItems: memoryEntries }))
          .useL2Layer(redisDriver({ connection }))
          .useBus(redisBusDriver({ connection })),
      },
    });
    const tags = tagged ? { tags: ['bench'] } : {};
    const read = (key: string): Promise<unknown> =>
      cache.getOrSet({ key, factory: () => load(key), ...tags });
    await cache.has({ key: 'connected' });
    return {
      async readEach(keys) {
        for (const key of keys) {
          await cache.getOrSet({ key, factory: () => load(key), ...tags });
        }
      },
      read,
      drop: (key) => cache.delete({ key }),
      close: () => cache.disconnectAll(),
    };
  },
};
