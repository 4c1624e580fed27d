import { type CacheObserver, type CachingOptions, type Family } from '#caching';
import { type CacheEnvironment, type Environment } from '#config';
import { currentLedger } from '#relations';
import { cacheLog } from '../cache-log.js';

/** Counts the look-ups of a unit of work in its ledger. */
const ledgerObserver: CacheObserver = {
  request: ({ result }) => {
    const found = result === 'hit' || result === 'stale' || result === 'negative';
    if (found) currentLedger()?.add({ cacheHits: 1 });
    else if (result === 'miss') currentLedger()?.add({ cacheMisses: 1 });
  },
};

const familyTtlMs = (environment: Environment): Record<string, number> => {
  const seconds = {
    products: environment.CACHE_TTL_PRODUCTS_S,
    product_lists: environment.CACHE_TTL_PRODUCTS_S,
    services: environment.CACHE_TTL_SERVICES_S,
    service_lists: environment.CACHE_TTL_SERVICES_S,
    knowledge: environment.CACHE_TTL_KNOWLEDGE_S,
    knowledge_lists: environment.CACHE_TTL_KNOWLEDGE_S,
    query: environment.CACHE_TTL_QUERY_S,
    query_embeddings: environment.CACHE_TTL_EMBEDDINGS_S,
    agent_config: environment.CACHE_TTL_AGENT_CONFIG_S,
    channels: environment.CACHE_TTL_CHANNELS_S,
    api_keys: environment.CACHE_TTL_API_KEYS_S,
  };
  return Object.fromEntries(
    Object.entries(seconds).map(([family, ttl]) => [family, ttl * 1000] as const),
  );
};

/** Where the caches' Redis is. */
export const cacheRedis = (environment: CacheEnvironment): Partial<CachingOptions> =>
  environment.REDIS_CLUSTER_NODES.length > 0
    ? { redisClusterNodes: environment.REDIS_CLUSTER_NODES }
    : { redisUrl: environment.REDIS_URL };

/** How a service of the suite caches: seen in its log, and in what its units of work cost. */
export const cacheOptions =
  (processName: string) =>
  (environment: Environment): CachingOptions => ({
    keyPrefix: environment.KEY_PREFIX,
    ...cacheRedis(environment),
    enabled: environment.USE_CACHE,
    familyTtlMs: familyTtlMs(environment),
    adaptiveTtl: environment.CACHE_ADAPTIVE_TTL,
    observers: [ledgerObserver, cacheLog],
    processName,
    warming: { scopes: environment.CACHE_WARM_SCOPES },
  });

/** How long a value of these families may live in Redis at most, in milliseconds. */
export const cacheLifeMs = (
  environment: Environment,
  families: readonly Family<unknown>[],
): number => {
  const configured = familyTtlMs(environment);
  return Math.max(
    ...families.map((family) => {
      const ttlMs = configured[family.name] ?? family.ttlMs;
      const freshMs = Math.max(ttlMs, family.negativeTtlMs, family.adaptiveTtl?.ceilingMs ?? 0);
      return freshMs + Math.max(family.staleWhileRevalidateMs, family.staleIfErrorMs);
    }),
  );
};
