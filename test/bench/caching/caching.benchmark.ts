import { type Benchmark } from '../benchmark.js';
import { benchCluster } from './cluster.bench.js';
import { benchHits } from './hits.bench.js';
import { benchPropagation } from './propagation.bench.js';
import { benchSharedHits } from './shared-hits.bench.js';
import { benchStampede } from './stampede.bench.js';
import { benchTrouble } from './trouble.bench.js';
import { benchValues } from './values.bench.js';
import { benchWrites } from './writes.bench.js';

/** Our cache beside its peers and beside the least that any could cost. */
export const caching: Benchmark = {
  parts: {
    hits: benchHits,
    'shared-hits': benchSharedHits,
    stampede: benchStampede,
    writes: benchWrites,
    propagation: benchPropagation,
    trouble: benchTrouble,
    values: benchValues,
    cluster: benchCluster,
  },
  servers: { postgres: false, redisNodes: 1 },
  packages: [
    ...['cache-manager', 'cache-manager-5', 'cache-manager-redis-yet', 'redis', 'keyv'],
    ...['bentocache', 'cacheable', '@epic-web/cachified', 'layered-loader', 'ioredis'],
  ],
};
