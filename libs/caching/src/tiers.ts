import { type CachingOptions, resolveOptions, type ResolvedOptions } from './caching.options.js';
import { ChangeRate } from './change-rate.js';
import { ServerClock } from './clock.js';
import { type Entry } from './entry.js';
import { calmUntil } from './freshness.js';
import { familyOf, Keys, scopeOf } from './keys.js';
import { LocalTier } from './local-tier.js';
import { Observers } from './observers.js';
import { RedisLink } from './redis/redis-link.js';
import { SingleFlight } from './single-flight.js';
import { Stamps } from './stamps.js';
import { stampKeysOf, type Outcome, type Target } from './target.js';
import { Targets } from './targets.js';

/** The parts of one cache, and what reading and invalidating both need of them. */
export class Tiers {
  readonly options: ResolvedOptions;
  readonly keys: Keys;
  readonly targets: Targets;
  readonly clock = new ServerClock();
  readonly changes = new ChangeRate();
  readonly observers: Observers;
  readonly stamps = new Stamps(() => this.local.clear());
  readonly local: LocalTier;
  /** Loads that callers wait for, and those in the background, by entry key. */
  readonly flights = new SingleFlight<Outcome<unknown>>();
  readonly refreshes = new SingleFlight<void>();
  /** `undefined`: memory only. */
  readonly redis: RedisLink | undefined;

  constructor(options: CachingOptions) {
    this.options = resolveOptions(options);
    this.keys = new Keys(options.keyPrefix);
    this.targets = new Targets(this.keys);
    this.observers = new Observers(this.options.observers);
    this.local = new LocalTier(this.options, this.stamps);
    const { redis, enabled } = this.options;
    if (redis === undefined || !enabled) return;
    const settings = { ...this.options, redis, channel: this.keys.channel };
    this.redis = new RedisLink(settings, this.clock, {
      drop: (key) => {
        this.noteChange(key);
        this.forget(key);
      },
      stamp: (key, micros) => {
        this.noteChange(key);
        this.stamps.learn(key, micros);
        this.voidLoads(scopeOf(key));
      },
      up: () => {
        this.stamps.restart(false);
        this.voidLoads('');
      },
      down: () => this.stamps.restart(true),
      trouble: (error) => this.observers.trouble({ family: undefined, error }),
    });
  }

  /** What this process holds of the key goes, and loads under way will not be stored. */
  forget(key: string): void {
    this.local.delete(key);
    this.flights.void(key);
    this.refreshes.void(key);
  }

  /** Counts an invalidation, by whichever process, for the adaptive TTL. */
  noteChange(key: string): void {
    const family = familyOf(key);
    if (family !== undefined) this.changes.note(family, this.clock.now());
  }

  voidLoads(keyPrefix: string): void {
    this.flights.voidAll(keyPrefix);
    this.refreshes.voidAll(keyPrefix);
  }

  /** Keeps an entry in this process, only briefly while invalidations by others go unheard. */
  keep<Value>(target: Target<Value>, entry: Entry<Value>): void {
    const stampKeys = stampKeysOf(target, entry.tags);
    const deaf = this.redis !== undefined && !this.redis.hears;
    const notAfter = deaf ? this.clock.now() + this.options.degradedTtlMs : Infinity;
    this.local.put(target.key, {
      entry,
      family: target.family.name,
      stampKeys,
      notAfter,
      calmUntil: calmUntil(target.family, entry),
    });
  }

  close(): void {
    this.redis?.close();
    this.clock.close();
  }
}
