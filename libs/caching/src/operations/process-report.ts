import { type RequestResult } from '../observer.js';
import { type CacheStats } from '../tiered-cache.js';
import { type WarmingState } from '../warming/warming.js';

/** What one process knows of one scope's family. */
export interface ScopeFamilyReport {
  readonly requests: Readonly<Record<RequestResult, number>>;
  readonly coalesced: number;
  readonly invalidations: number;
  /** The TTL that holds in this process now, in milliseconds; `null` under `*`. */
  readonly ttlMs: number | null;
}

export interface ScopeReport {
  readonly scope: string;
  readonly families: Readonly<Record<string, ScopeFamilyReport>>;
}

/** What one process says of its cache. Counts are since `since`. */
export interface ProcessReport extends CacheStats {
  readonly process: string;
  /** ISO time: when the process began to count. */
  readonly since: string;
  readonly warming: WarmingState & { readonly families: readonly string[] };
  /** The busiest, busiest first; or the one that was asked for, if it is one of the busiest. */
  readonly scopes: readonly ScopeReport[];
}
