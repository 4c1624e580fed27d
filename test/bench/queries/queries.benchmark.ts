import { type Benchmark } from '../benchmark.js';
import { benchPlans } from './plans.bench.js';

/** How PostgreSQL finds what the services ask for, in tables of a realistic size. */
export const queries: Benchmark = {
  parts: { plans: benchPlans },
  servers: { postgres: true, redisNodes: 1 },
  packages: ['pg', 'typeorm'],
};
