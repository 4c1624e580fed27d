import { type Benchmark } from '../benchmark.js';
import { benchRelations } from './relations.bench.js';

/** What it costs to load an inbox with all that it shows, by several means. */
export const relations: Benchmark = {
  parts: { inbox: benchRelations },
  servers: { postgres: true, redisNodes: 0 },
  packages: ['dataloader', 'pg', 'typeorm'],
};
