import { CacheFamily, type CachingOptions, defineFamily, TieredCache } from '#caching';
import { Metrics, reportCache } from '#observability';
import { type Contestant, type Entrant, type Setup } from '../contestant.js';

/** Every read names a scope, as with every tenant's. */
export const scope = 'tenant-1';
export const tag = 'bench';

export interface Ours extends Contestant {
  readonly cache: TieredCache;
  readonly family: CacheFamily<unknown>;
}

/** Resolves when Redis is in full use. @throws when it is not within five seconds */
export const inFullUse = async (cache: TieredCache): Promise<void> => {
  const deadline = performance.now() + 5000;
  while (!cache.connected) {
    if (performance.now() > deadline) throw new Error('ours: Redis is not in use after 5 s');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
};

/** @param redisUrl of a server, or those of a cluster's nodes, separated by commas */
export const placeOf = (
  redisUrl: string,
): Pick<CachingOptions, 'redisUrl'> | Pick<CachingOptions, 'redisClusterNodes'> =>
  redisUrl.includes(',') ? { redisClusterNodes: redisUrl.split(',') } : { redisUrl };

/** Without waiting for Redis. */
export const openOurs = (setup: Setup, options: Partial<CachingOptions> = {}): Ours => {
  const { redisUrl, prefix, memoryEntries, ttlMs, tagged, load } = setup;
  const cache = new TieredCache({
    ...placeOf(redisUrl),
    keyPrefix: prefix,
    maxEntries: memoryEntries,
    ...options,
  });
  const tags = tagged ? { tags: () => [tag] } : {};
  const family = new CacheFamily(
    defineFamily<unknown>({ name: 'products', version: 1, ttlMs, ...tags }),
    cache,
  );
  return {
    cache,
    family,
    async readEach(keys) {
      for (const key of keys) await family.get(scope, key, () => load(key));
    },
    read: (key) => family.get(scope, key, () => load(key)),
    readMany: (keys) =>
      family.getMany(
        scope,
        keys,
        async (missing) =>
          new Map(await Promise.all(missing.map(async (key) => [key, await load(key)] as const))),
      ),
    drop: (key) => family.invalidate(scope, key, 'updated'),
    close: () => Promise.resolve(cache.close()),
  };
};

export const ours: Entrant = {
  name: 'ours',
  async open(setup) {
    const opened = openOurs(setup);
    await inFullUse(opened.cache);
    return opened;
  },
};

/** With the counters that every service of the suite has. */
export const oursWithMetrics: Entrant = {
  name: 'ours, metrics on',
  async open(setup) {
    const opened = openOurs(setup);
    reportCache(new Metrics(), opened.cache);
    await inFullUse(opened.cache);
    return opened;
  },
};
