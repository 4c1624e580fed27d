import { hostname } from 'node:os';
import { type Environment, getEnvironmentToken } from '#config';
import { DedupModule, type DedupOptions, logDedupEvents } from '#dedup';
import { DedupMetrics, DedupMetricsModule } from '#observability';
import { type DynamicModule } from '@nestjs/common';

const options = (environment: Environment, metrics: DedupMetrics): DedupOptions => {
  const workerId = `gateway:${hostname()}:${process.pid}`;
  const log = logDedupEvents(workerId);
  return {
    redisUrls: environment.REDLOCK_URLS,
    keyPrefix: environment.KEY_PREFIX,
    workerId,
    maxTtlMs: environment.LOCK_TTL_MS,
    stateTtlMs: environment.PROCESSING_STATE_TTL_S * 1000,
    onEvent: (event) => {
      log(event);
      metrics.observe(event);
    },
  };
};

/** The leases the agent-workers take, seen from the gateway, which takes none itself. */
export const gatewayLeases = (): DynamicModule =>
  DedupModule.forRootAsync({
    imports: [DedupMetricsModule],
    inject: [getEnvironmentToken(), DedupMetrics],
    useFactory: options,
  });
