import { BatchReader, type BatchLoader } from './batch-reader.js';
import { type CachingOptions } from './caching.options.js';
import { DuplicateFamilyError, MissingScopeError } from './errors.js';
import { type AnyFamily, type Family } from './family.js';
import { Invalidator } from './invalidator.js';
import { isScope, stampKeys, type CacheId } from './keys.js';
import { Loads } from './loads.js';
import { LatencySampler } from './operations/latency-sampler.js';
import { type LocalUsage } from './local-tier.js';
import { type KeyReport, reportKey } from './operations/key-report.js';
import { type CacheObserver, type InvalidationEvent } from './observer.js';
import { Permits } from './permits.js';
import { Reader } from './reader.js';
import { SharedReading } from './shared-reading.js';
import { Statistics, type FamilyStats } from './statistics.js';
import { type Loader, type ReadOptions, type Target } from './target.js';
import { Tiers } from './tiers.js';
import { TtlPolicy } from './ttl-policy.js';
import { Writer } from './writer.js';

export interface FamilyState {
  readonly version: number;
  /** The configured one: see `TieredCache.ttlMs`. */
  readonly ttlMs: number;
  /** Whether the TTL follows the interval between invalidations. */
  readonly adaptiveTtl: boolean;
}

export interface CacheStats {
  /** `false`: every read calls its loader. */
  readonly enabled: boolean;
  /** By family name; what is counted is counted in this process. */
  readonly families: Readonly<Record<string, FamilyStats & LocalUsage & FamilyState>>;
  /** Those this process made, by family and reason; under `*` those of tags and of whole scopes. */
  readonly invalidations: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** L1: JSON bytes, and entries that had to go for others. */
  readonly memory: { entries: number; bytes: number; evictions: number };
  /** `undefined` without Redis. */
  readonly redis:
    { connected: boolean; breakerOpen: boolean; queuedInvalidations: number } | undefined;
}

/** One cache of all families: memory, then Redis, then the loader. Services use CacheFamily. */
export class TieredCache {
  readonly #tiers: Tiers;
  readonly #invalidator: Invalidator;
  readonly #loads: Loads;
  readonly #ttl: TtlPolicy;
  readonly #writer: Writer;
  readonly #reader: Reader;
  readonly #batches: BatchReader;
  readonly #shared: SharedReading;
  readonly #statistics = new Statistics();
  readonly #sampler = new LatencySampler((...sample) => this.#statistics.latency(...sample));
  readonly #families = new Map<string, AnyFamily>();

  constructor(options: CachingOptions) {
    this.#tiers = new Tiers(options);
    this.#tiers.observers.add(this.#statistics);
    this.#tiers.observers.add(this.#sampler);
    this.#ttl = new TtlPolicy(this.#tiers.options, this.#tiers.changes);
    this.#invalidator = new Invalidator(this.#tiers);
    this.#shared = new SharedReading(this.#tiers, this.#invalidator);
    const shared = this.#shared;
    const permits = new Permits(this.#tiers, shared);
    this.#loads = new Loads(this.#tiers, shared, permits, this.#ttl);
    this.#writer = new Writer(this.#tiers, this.#invalidator, this.#loads);
    this.#reader = new Reader(this.#tiers, shared, permits, this.#loads);
    this.#batches = new BatchReader(this.#tiers, shared, permits, this.#loads, this.#reader);
  }

  /** @throws DuplicateFamilyError when another definition has the name */
  register(family: AnyFamily): void {
    const known = this.#families.get(family.name);
    if (known !== undefined && known !== family) throw new DuplicateFamilyError(family.name);
    this.#families.set(family.name, family);
  }

  /** See CacheFamily.get. */
  get<Value>(
    family: Family<Value>,
    scope: string,
    id: CacheId,
    loader: Loader<Value>,
    options?: ReadOptions,
  ): Promise<Value> {
    // Not an async function: a hit in memory shall cost one ready promise.
    if (!isScope(scope)) return Promise.reject(new MissingScopeError(family.name));
    const wanted = this.#tiers.targets.of(family, scope, id);
    if (this.#sampler.due) return this.#timed(wanted, loader, options);
    return this.#answer(wanted, loader, options);
  }

  /** See CacheFamily.getMany. */
  async getMany<Value>(
    family: Family<Value>,
    scope: string,
    ids: readonly string[],
    loadMany: BatchLoader<Value>,
    options?: ReadOptions,
  ): Promise<Map<string, Value>> {
    const targets = [...new Set(ids)].map((id) => this.#tiers.targets.of(family, scope, id));
    if (this.#uses(options)) return this.#batches.getMany(targets, loadMany);
    for (const wanted of targets) {
      this.#reader.report(wanted, { tier: 'loader', result: 'bypass' }, false);
    }
    return this.#batches.bypass(targets, loadMany);
  }

  /** See CacheFamily.set. */
  async set<Value>(family: Family<Value>, scope: string, id: CacheId, value: Value): Promise<void> {
    await this.#writer.set(this.#tiers.targets.of(family, scope, id), value);
  }

  /** See CacheFamily.invalidate. */
  async invalidate(
    family: { name: string; version: number },
    scope: string,
    id: CacheId,
    reason: string,
  ): Promise<void> {
    const key = this.#tiers.keys.entry(family, scope, id);
    this.#announce({ family: family.name, scope, id, reason });
    await this.#invalidator.drop(key);
  }

  /** See CacheFamily.invalidateScope. */
  async invalidateFamily(family: { name: string }, scope: string, reason: string): Promise<void> {
    const prefix = this.#tiers.keys.scope(family.name, scope);
    this.#announce({ family: family.name, scope, reason });
    await this.#invalidator.stamp(stampKeys.family(prefix, family.name));
  }

  /** Takes back every value of the scope that carries one of the tags, whatever its family. */
  async invalidateTags(scope: string, tags: readonly string[], reason: string): Promise<void> {
    const prefix = this.#tiers.keys.scope('*', scope);
    this.#announce({ family: '*', scope, tags, reason });
    await Promise.all(tags.map((tag) => this.#invalidator.stamp(stampKeys.tag(prefix, tag))));
  }

  /** Takes back everything of the scope. */
  async invalidateScope(scope: string, reason: string): Promise<void> {
    const prefix = this.#tiers.keys.scope('*', scope);
    this.#announce({ family: '*', scope, reason });
    await this.#invalidator.stamp(stampKeys.scope(prefix));
  }

  /** How long a value of the family in the scope would be fresh if it were loaded now, in milliseconds. */
  ttlMs(family: AnyFamily, scope: string): number {
    const group = this.#tiers.keys.scope(family.name, scope) + family.name;
    return this.#ttl.current(family, group, this.#tiers.clock.now());
  }

  /** The family of that name, if this process has declared it. */
  declared(name: string): AnyFamily | undefined {
    return this.#families.get(name);
  }

  /** What is stored under a key, and how old it is; loads nothing. */
  inspect(family: AnyFamily, scope: string, id: CacheId): Promise<KeyReport> {
    return reportKey(this.#tiers, this.#shared, this.#tiers.targets.of(family, scope, id));
  }

  /** Whether Redis is in full use: it answers, and other processes' invalidations are heard. */
  get connected(): boolean {
    return this.#tiers.redis?.connected ?? false;
  }

  /** What this process has counted since it started, and how it stands now. */
  stats(): CacheStats {
    const { local, redis } = this.#tiers;
    const families = [...this.#families.values()].map((family) => {
      const { name, version } = family;
      const adaptiveTtl = this.#ttl.isAdaptive(family);
      const state = { version, ttlMs: this.#ttl.base(family), adaptiveTtl };
      return [name, { ...state, ...local.usage(name), ...this.#statistics.of(name) }] as const;
    });
    const { connected, breakerOpen } = redis ?? { connected: false, breakerOpen: false };
    return {
      enabled: this.#tiers.options.enabled,
      families: Object.fromEntries(families),
      invalidations: this.#statistics.invalidations(),
      memory: { entries: local.size, bytes: local.bytes, evictions: local.evictions },
      redis: redis && { connected, breakerOpen, queuedInvalidations: this.#invalidator.queued },
    };
  }

  /** Returns how to remove the observer again. */
  addObserver(observer: CacheObserver): () => void {
    return this.#tiers.observers.add(observer);
  }

  /** Tells the observers of something that went wrong beside reading and invalidating. */
  report(error: unknown, family?: string): void {
    this.#tiers.observers.trouble({ family, error });
  }

  /** Ends connections and timers; what is read afterwards comes from memory and loaders. */
  close(): void {
    this.#invalidator.close();
    this.#tiers.close();
  }

  #uses(options: ReadOptions | undefined): boolean {
    return this.#tiers.options.enabled && options?.useCache !== false;
  }

  /** Apart from `get`, which would else make room for this closure at every call. */
  #timed<Value>(
    wanted: Target<Value>,
    loader: Loader<Value>,
    options: ReadOptions | undefined,
  ): Promise<Value> {
    return this.#sampler.time(wanted.family.name, () => this.#answer(wanted, loader, options));
  }

  #answer<Value>(
    wanted: Target<Value>,
    loader: Loader<Value>,
    options: ReadOptions | undefined,
  ): Promise<Value> {
    if (this.#uses(options)) return this.#reader.get(wanted, loader);
    this.#reader.report(wanted, { tier: 'loader', result: 'bypass' }, false);
    return this.#loads.bypass(wanted, loader);
  }

  #announce(event: InvalidationEvent): void {
    this.#tiers.observers.invalidation(event);
  }
}
