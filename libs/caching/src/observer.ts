import { type CacheId } from './keys.js';

/** Where the answer came from: this process, Redis, or the loader. */
export type Tier = 'l1' | 'l2' | 'loader';

/**
 * `hit` fresh; `negative` a fresh "known to be absent" (`null`); `stale` past its TTL but allowed;
 * `miss` loaded; `bypass` loaded because caching was switched off; `error` the caller got an error.
 */
export type RequestResult = 'hit' | 'miss' | 'stale' | 'negative' | 'bypass' | 'error';

/** One for every value asked for. */
export interface RequestEvent {
  readonly family: string;
  readonly scope: string;
  readonly tier: Tier;
  readonly result: RequestResult;
  /** The answer was shared with a caller who had asked before. */
  readonly coalesced: boolean;
}

/** One for every run of a loader. */
export interface LoadEvent {
  readonly family: string;
  readonly scope: string;
  readonly milliseconds: number;
  readonly failed: boolean;
}

/** Of one value where there is an `id`, of tags where there are some, else of the scope's family. */
export interface InvalidationEvent {
  /** `*`: of tags, or of the whole scope. */
  readonly family: string;
  readonly scope: string;
  /** A word for the figures; after a colon, details for the record of invalidations. */
  readonly reason: string;
  readonly id?: CacheId;
  readonly tags?: readonly string[];
}

/** Something went wrong that no caller is told of: Redis away, a corrupt entry, a failed refresh. */
export interface TroubleEvent {
  readonly family: string | undefined;
  readonly error: unknown;
}

/** What figures count a reason as: they must not grow with what people write. */
export const reasonWord = (reason: string): string => reason.split(':', 1)[0] ?? '';

/**
 * Watches the cache. Calls are synchronous, and `request` runs in the asker's async context, so an
 * AsyncLocalStorage can count per unit of work. Implementations must be quick and must not throw.
 */
export interface CacheObserver {
  request?(event: RequestEvent): void;
  load?(event: LoadEvent): void;
  invalidation?(event: InvalidationEvent): void;
  trouble?(event: TroubleEvent): void;
}
