import { type FactoryProvider } from '@nestjs/common';
import { MODULE_OPTIONS_TOKEN } from './dedup.module-definition.js';
import { type DedupOptions, resolveOptions } from './dedup.options.js';
import { Deduplicator } from './deduplication/deduplicator.js';
import {
  getIdempotencyStoreToken,
  type IdempotencyStore,
} from './idempotency/idempotency-store.js';
import { RedisIdempotencyStore } from './idempotency/redis-idempotency-store.js';
import { createLeases } from './leases/create-leases.js';
import { Leases } from './leases/leases.js';
import { ProcessingStates } from './processing/processing-states.js';
import { RedisNodes } from './redis/redis-nodes.js';
import { StateRedis } from './redis/state-redis.js';

export const nodesProvider: FactoryProvider<RedisNodes> = {
  provide: RedisNodes,
  inject: [MODULE_OPTIONS_TOKEN],
  useFactory: async (options: DedupOptions) => {
    const { redisUrls, nodeTimeoutMs } = resolveOptions(options);
    const nodes = new RedisNodes(redisUrls, nodeTimeoutMs);
    // A moment, never long: a service must boot without Redis.
    await nodes.connected();
    return nodes;
  },
};

export const stateRedisProvider: FactoryProvider<StateRedis> = {
  provide: StateRedis,
  inject: [MODULE_OPTIONS_TOKEN],
  useFactory: async (options: DedupOptions) => {
    const { stateRedisUrl, nodeTimeoutMs } = resolveOptions(options);
    const redis = new StateRedis(stateRedisUrl, nodeTimeoutMs);
    await redis.connected();
    return redis;
  },
};

export const leasesProvider: FactoryProvider<Leases> = {
  provide: Leases,
  inject: [MODULE_OPTIONS_TOKEN, RedisNodes],
  useFactory: (options: DedupOptions, nodes: RedisNodes) =>
    createLeases(resolveOptions(options), nodes),
};

export const statesProvider: FactoryProvider<ProcessingStates> = {
  provide: ProcessingStates,
  inject: [MODULE_OPTIONS_TOKEN, StateRedis],
  useFactory: (options: DedupOptions, redis: StateRedis) =>
    new ProcessingStates(redis, resolveOptions(options)),
};

export const deduplicatorProvider: FactoryProvider<Deduplicator> = {
  provide: Deduplicator,
  inject: [Leases, ProcessingStates, MODULE_OPTIONS_TOKEN],
  useFactory: (leases: Leases, states: ProcessingStates, { onEvent }: DedupOptions) =>
    new Deduplicator(leases, states, onEvent),
};

export const idempotencyStoreProvider: FactoryProvider<IdempotencyStore> = {
  provide: getIdempotencyStoreToken(),
  inject: [MODULE_OPTIONS_TOKEN, StateRedis],
  useFactory: ({ idempotencyStore, keyPrefix }: DedupOptions, redis: StateRedis) =>
    idempotencyStore ?? new RedisIdempotencyStore(redis, keyPrefix),
};
