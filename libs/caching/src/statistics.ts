import {
  type CacheObserver,
  type InvalidationEvent,
  type LoadEvent,
  type RequestEvent,
  type RequestResult,
  type Tier,
} from './observer.js';

/** Since the process started. */
export interface FamilyStats {
  /** By where the answer came from and what it was; pairs that never occurred are absent. */
  readonly requests: Readonly<Partial<Record<Tier, Partial<Record<RequestResult, number>>>>>;
  /** Share of requests that needed no load of their own, 0 to 1; bypasses do not count. */
  readonly hitRate: number;
  /** Requests that were answered by a load begun for another. */
  readonly coalesced: number;
  readonly loads: number;
  readonly failedLoads: number;
  /** Milliseconds, rounded up to a power of two. */
  readonly loadMs: { readonly p50: number; readonly p95: number; readonly p99: number };
  /** By reason. */
  readonly invalidations: Readonly<Record<string, number>>;
}

const mostReasons = 50;
/** Bucket n counts loads of up to 2^n milliseconds. */
const buckets = 20;

class Recorder {
  readonly requests: Partial<Record<Tier, Partial<Record<RequestResult, number>>>> = {};
  coalesced = 0;
  failedLoads = 0;
  readonly loadMs = new Array<number>(buckets).fill(0);
  readonly invalidations = new Map<string, number>();

  summary(): FamilyStats {
    const { coalesced, failedLoads } = this;
    const loads = this.loadMs.reduce((sum, count) => sum + count, 0);
    const all = Object.values(this.requests).flatMap((results) => Object.entries(results));
    const count = (...wanted: string[]): number =>
      all.reduce((sum, [result, times]) => sum + (wanted.includes(result) ? times : 0), 0);
    const hits = count('hit', 'negative', 'stale');
    const total = hits + count('miss', 'error');
    return {
      requests: structuredClone(this.requests),
      hitRate: total === 0 ? 0 : hits / total,
      coalesced,
      loads,
      failedLoads,
      loadMs: { p50: this.#quantile(0.5), p95: this.#quantile(0.95), p99: this.#quantile(0.99) },
      invalidations: Object.fromEntries(this.invalidations),
    };
  }

  #quantile(share: number): number {
    const loads = this.loadMs.reduce((sum, count) => sum + count, 0);
    let below = 0;
    const bucket = this.loadMs.findIndex((count) => (below += count) >= share * loads);
    return loads === 0 ? 0 : 2 ** bucket;
  }
}

/** Counts what an observer hears, by family. Scope-wide invalidations stand under `*`. */
export class Statistics implements CacheObserver {
  readonly #families = new Map<string, Recorder>();

  request({ family, tier, result, coalesced }: RequestEvent): void {
    const recorder = this.#of(family);
    const results = (recorder.requests[tier] ??= {});
    results[result] = (results[result] ?? 0) + 1;
    if (coalesced) recorder.coalesced++;
  }

  load({ family, milliseconds, failed }: LoadEvent): void {
    const recorder = this.#of(family);
    const bucket = Math.ceil(Math.log2(Math.max(1, milliseconds)));
    const index = Math.min(bucket, buckets - 1);
    recorder.loadMs[index] = (recorder.loadMs[index] ?? 0) + 1;
    if (failed) recorder.failedLoads++;
  }

  invalidation({ family, reason }: InvalidationEvent): void {
    const { invalidations } = this.#of(family);
    const known = invalidations.has(reason) || invalidations.size < mostReasons;
    const name = known ? reason : 'other';
    invalidations.set(name, (invalidations.get(name) ?? 0) + 1);
  }

  of(family: string): FamilyStats {
    return this.#of(family).summary();
  }

  #of(family: string): Recorder {
    let recorder = this.#families.get(family);
    if (recorder === undefined) {
      recorder = new Recorder();
      this.#families.set(family, recorder);
    }
    return recorder;
  }
}
