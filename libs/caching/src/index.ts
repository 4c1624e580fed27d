export { type BatchLoader } from './batch-reader.js';
export { CacheFamily } from './cache-family.js';
export { CachingModule } from './caching.module.js';
export { type CachingOptions } from './caching.options.js';
export {
  CachingError,
  DuplicateFamilyError,
  InvalidFamilyError,
  InvalidOptionsError,
  LoadTimeoutError,
  MissingScopeError,
  OperationsUnavailableError,
  UnknownFamilyError,
  UnserialisableValueError,
  ValueTooLargeError,
} from './errors.js';
export { defineFamily, type Codec, type Family, type FamilyOptions } from './family.js';
export { CacheResponse, fromMessage, fromRequest } from './http/cache-response.js';
export { CachingInterceptor } from './http/caching.interceptor.js';
export { InjectFamily, familyToken } from './inject-family.js';
export { type CacheId, type KeyPart } from './keys.js';
export { Cached, Evicts, type CachePlace, type EvictedPlace } from './method-decorators.js';
export {
  reasonWord,
  type CacheObserver,
  type InvalidationEvent,
  type LoadEvent,
  type RequestEvent,
  type RequestResult,
  type Tier,
  type TroubleEvent,
} from './observer.js';
export {
  CacheOperations,
  type CacheOverview,
  type InvalidationTarget,
  type KeyOverview,
  type WarmOverview,
} from './operations/cache-operations.js';
export { type InvalidationRecord } from './operations/invalidation-log.js';
export { OperationsHost } from './operations/operations-host.js';
export { type FamilySummary, type ScopeSummary } from './operations/summary.js';
export { type Loader, type ReadOptions } from './target.js';
export { type FamilyStats } from './statistics.js';
export { TieredCache, type CacheStats } from './tiered-cache.js';
export { Warms } from './warming/warms.decorator.js';
