import { type Benchmark } from '../benchmark.js';
import { benchFreshness } from './freshness/freshness.bench.js';
import { benchTraffic } from './traffic/traffic.bench.js';

/** What the caches of the running catalog-services save, and how soon they tell of a change. */
export const hitRate: Benchmark = {
  parts: { traffic: benchTraffic, freshness: benchFreshness },
  servers: { postgres: true, redisNodes: 1 },
  packages: ['@grpc/grpc-js', 'cache-manager', 'cache-manager-redis-yet', 'pg', 'redis', 'typeorm'],
};
