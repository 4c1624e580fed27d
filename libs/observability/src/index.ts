export { cacheLog } from './cache-log.js';
export { HealthModule } from './health.module.js';
export { LoggingModule } from './logging.module.js';
export { atMost } from './metrics/bounded-label.js';
export { cacheLifeMs, cacheOptions, cacheRedis } from './metrics/cache-options.js';
export { reportCache } from './metrics/cache-metrics.js';
export { DedupMetrics, DedupMetricsModule } from './metrics/dedup-metrics.js';
export { dedupOptions } from './metrics/dedup-options.js';
export { type Latency } from './metrics/latency.js';
export { Metrics, type Sample } from './metrics/metrics.js';
export { MetricsModule } from './metrics/metrics.module.js';
export { Reading } from './metrics/reading.js';
export { publicRouteKey } from './public-route.js';
export { Readiness } from './readiness.js';
export { type ServiceOptions, startService } from './start-service.js';
export { inSpan, type OpenSpan, openSpan, type SpanOptions } from './tracing/spans.js';
export {
  addLogFields,
  currentTraceId,
  currentTraceparent,
  runInContext,
} from './tracing/work-context.js';
