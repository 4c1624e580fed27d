import { type Benchmark } from '../benchmark.js';
import { benchBuilds } from './builds.bench.js';

/** How long the agent takes to gather what an answer may rest on. */
export const context: Benchmark = {
  parts: { builds: benchBuilds },
  servers: { postgres: true, redisNodes: 1 },
  packages: ['@energetic-ai/embeddings', '@grpc/grpc-js', 'pg', 'typeorm'],
};
