import { type Environment } from '#config';
import { type DedupOptions, logDedupEvents } from '#dedup';
import { type DedupMetrics } from './dedup-metrics.js';

/** How a service of the suite leases and deduplicates: seen in its log and in its figures. */
export const dedupOptions = (
  environment: Environment,
  workerId: string,
  metrics: DedupMetrics,
): DedupOptions => {
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
