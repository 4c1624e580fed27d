import { type Benchmark } from '../benchmark.js';
import { benchBursts } from './bursts/bursts.bench.js';
import { benchLeases } from './leases/leases.bench.js';
import { benchTurns } from './turns/turns.bench.js';
import { benchWebhooks } from './webhooks/webhooks.bench.js';

/** What it costs to do everything once: locks, turns, webhooks, bursts. */
export const dedup: Benchmark = {
  parts: {
    leases: benchLeases,
    turns: benchTurns,
    webhooks: benchWebhooks,
    bursts: benchBursts,
  },
  servers: { postgres: true, redisNodes: 3 },
  packages: ['bull', 'ioredis', 'pg', 'redis-semaphore', 'redlock', 'typeorm'],
};
