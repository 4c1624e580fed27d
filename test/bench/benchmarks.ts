import { type Benchmark } from './benchmark.js';

/** Every benchmark by its name. Only the one asked for is loaded, with the packages it measures. */
export const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  caching: async () => (await import('./caching/caching.benchmark.js')).caching,
  dedup: async () => (await import('./dedup/dedup.benchmark.js')).dedup,
  'hit-rate': async () => (await import('./hit-rate/hit-rate.benchmark.js')).hitRate,
  queries: async () => (await import('./queries/queries.benchmark.js')).queries,
  relations: async () => (await import('./relations/relations.benchmark.js')).relations,
};
