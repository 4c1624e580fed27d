import { hostname } from 'node:os';
import { type Environment, getEnvironmentToken } from '#config';
import { DedupModule, type DedupOptions, logDedupEvents } from '#dedup';
import { DedupMetrics, DedupMetricsModule } from '#observability';
import { SecretBox } from '#persistence';
import { type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PostgresIdempotencyStore } from './postgres-idempotency-store.js';

const options = (
  environment: Environment,
  metrics: DedupMetrics,
  database: DataSource,
  secrets: SecretBox,
): DedupOptions => {
  const workerId = `gateway:${hostname()}:${process.pid}`;
  const log = logDedupEvents(workerId);
  return {
    redisUrls: environment.REDLOCK_URLS,
    keyPrefix: environment.KEY_PREFIX,
    workerId,
    maxTtlMs: environment.LOCK_TTL_MS,
    stateTtlMs: environment.PROCESSING_STATE_TTL_S * 1000,
    idempotencyStore: new PostgresIdempotencyStore(database, secrets),
    onEvent: (event) => {
      log(event);
      metrics.observe(event);
    },
  };
};

/**
 * What keeps requests from being carried out twice; and the leases the agent-workers take, seen from
 * the gateway, which takes none itself.
 */
export const gatewayDedup = (): DynamicModule =>
  DedupModule.forRootAsync({
    imports: [DedupMetricsModule],
    inject: [getEnvironmentToken(), DedupMetrics, DataSource, SecretBox],
    useFactory: options,
  });
