import { type Counts, countDuration, noCounts, percentiles } from './operations/histogram.js';
import {
  reasonWord,
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
  /** Milliseconds, too high by less than the square root of two. */
  readonly loadMs: { readonly p50: number; readonly p95: number; readonly p99: number };
  /**
   * How long single reads took for their callers, by the tier that answered, and loaders under
   * `load`: counts to add up and to take percentiles of. Reads are sampled, loads are all counted.
   */
  readonly latencies: Readonly<Partial<Record<Tier | 'load', Counts>>>;
  /** By reason. */
  readonly invalidations: Readonly<Record<string, number>>;
}

const mostReasons = 50;

interface Count {
  times: number;
}

type Requests<Value> = Partial<Record<Tier, Partial<Record<RequestResult, Value>>>>;

const timesOf = (requests: Requests<Count>): Requests<number> =>
  Object.fromEntries(
    Object.entries(requests).map(([tier, results]) => [
      tier,
      Object.fromEntries(Object.entries(results).map(([result, { times }]) => [result, times])),
    ]),
  );

class Recorder {
  readonly requests: Requests<Count> = {};
  coalesced = 0;
  failedLoads = 0;
  readonly latencies: Partial<Record<Tier | 'load', number[]>> = {};
  readonly invalidations = new Map<string, number>();

  summary(): FamilyStats {
    const { coalesced, failedLoads } = this;
    const { count: loads, ...loadMs } = percentiles(this.latencies.load ?? []);
    const requests = timesOf(this.requests);
    const all = Object.values(requests).flatMap((results) => Object.entries(results));
    const count = (...wanted: string[]): number =>
      all.reduce((sum, [result, times]) => sum + (wanted.includes(result) ? times : 0), 0);
    const hits = count('hit', 'negative', 'stale');
    const total = hits + count('miss', 'error');
    return {
      requests,
      hitRate: total === 0 ? 0 : hits / total,
      coalesced,
      loads,
      failedLoads,
      loadMs,
      latencies: structuredClone(this.latencies),
      invalidations: Object.fromEntries(this.invalidations),
    };
  }

  duration(of: Tier | 'load', milliseconds: number): void {
    countDuration((this.latencies[of] ??= noCounts()), milliseconds);
  }
}

/** Counts what an observer hears, by family. Scope-wide invalidations stand under `*`. */
export class Statistics implements CacheObserver {
  readonly #families = new Map<string, Recorder>();
  /** Hits come with the same event again and again. */
  #latest: RequestEvent | undefined;
  #count: Count = { times: 0 };

  request(event: RequestEvent): void {
    if (event !== this.#latest) {
      this.#latest = event;
      this.#count = this.#countOf(event);
    }
    this.#count.times++;
    if (event.coalesced) this.#of(event.family).coalesced++;
  }

  load({ family, milliseconds, failed }: LoadEvent): void {
    const recorder = this.#of(family);
    recorder.duration('load', milliseconds);
    if (failed) recorder.failedLoads++;
  }

  invalidation({ family, reason }: InvalidationEvent): void {
    const { invalidations } = this.#of(family);
    const word = reasonWord(reason);
    const known = invalidations.has(word) || invalidations.size < mostReasons;
    const name = known ? word : 'other';
    invalidations.set(name, (invalidations.get(name) ?? 0) + 1);
  }

  /** A read that was timed. */
  latency(family: string, tier: Tier, milliseconds: number): void {
    this.#of(family).duration(tier, milliseconds);
  }

  /** By family, declared here or not, and under `*` those of tags and of whole scopes; by reason. */
  invalidations(): Record<string, Record<string, number>> {
    const counted = [...this.#families].filter(([, { invalidations }]) => invalidations.size > 0);
    return Object.fromEntries(
      counted.map(([name, { invalidations }]) => [name, Object.fromEntries(invalidations)]),
    );
  }

  of(family: string): FamilyStats {
    return this.#of(family).summary();
  }

  #countOf({ family, tier, result }: RequestEvent): Count {
    const results = (this.#of(family).requests[tier] ??= {});
    return (results[result] ??= { times: 0 });
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
