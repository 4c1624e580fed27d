import { hostname } from 'node:os';
import { type Environment, getEnvironmentToken } from '#config';
import { DedupModule, type DedupOptions } from '#dedup';
import { DedupMetrics, DedupMetricsModule, dedupOptions } from '#observability';
import { SecretBox } from '#persistence';
import { type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PostgresIdempotencyStore } from './postgres-idempotency-store.js';

const options = (
  environment: Environment,
  metrics: DedupMetrics,
  database: DataSource,
  secrets: SecretBox,
): DedupOptions => ({
  ...dedupOptions(environment, `gateway:${hostname()}:${process.pid}`, metrics),
  idempotencyStore: new PostgresIdempotencyStore(database, secrets),
});

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
