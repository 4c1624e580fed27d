export { DedupModule } from './dedup.module.js';
export { type DedupOptions } from './dedup.options.js';
export { DedupGuard } from './deduplication/dedup.guard.js';
export { Deduplicate, type DeduplicateOptions } from './deduplication/deduplicate.decorator.js';
export { Deduplicator, type RunOptions } from './deduplication/deduplicator.js';
export { fingerprint } from './deduplication/fingerprint.js';
export {
  DedupError,
  DuplicateCallError,
  InvalidDedupOptionsError,
  LeaseContendedError,
  LeaseLostError,
  LeaseTimeoutError,
  LeaseTtlError,
  LeaseUnavailableError,
  StateUnavailableError,
} from './errors.js';
export { type DedupEvent, type DedupObserver } from './events.js';
export { createFenceTableSql, dropFenceTableSql, fenceGuardSql } from './fences/fence-sql.js';
export { Fences } from './fences/fences.js';
export { type QuerySql } from './fences/query-sql.js';
export {
  IdempotencyKeyInFlightException,
  IdempotencyKeyReusedException,
  IdempotencyUnavailableException,
  InvalidIdempotencyKeyException,
} from './idempotency/idempotency-errors.js';
export { IdempotencyKeyInterceptor } from './idempotency/idempotency-key.interceptor.js';
export {
  type IdempotencyStore,
  InjectIdempotencyStore,
  getIdempotencyStoreToken,
} from './idempotency/idempotency-store.js';
export { logDedupEvents } from './log-dedup-events.js';
export { type AcquireOptions, type SkipOptions } from './leases/acquire-options.js';
export { type ForcedRelease } from './leases/forced-release.js';
export { type HeldLease } from './leases/lease-backend.js';
export { Lease } from './leases/lease.js';
export { Leases } from './leases/leases.js';
export { type LeaseHeldHere, type LeaseStats } from './leases/lease-statistics.js';
export {
  type Processing,
  type ProcessingState,
  ProcessingStates,
} from './processing/processing-states.js';
