import { type Entry } from './entry.js';
import { type Invalidator } from './invalidator.js';
import { type RedisLink } from './redis/redis-link.js';
import { stampKeysOf, type Target } from './target.js';
import { type Tiers } from './tiers.js';

/** An entry found in Redis. `voided`: an invalidation stamp is younger; only its start matters. */
export interface Found<Value> {
  readonly entry: Entry<Value>;
  readonly voided: boolean;
}

/** What the stamps of an entry are known by. */
type Stamped = Pick<Target<unknown>, 'key' | 'stamps'>;

/** Reads Redis and judges what it finds by the invalidation stamps. */
export class SharedReading {
  constructor(
    private readonly tiers: Tiers,
    private readonly invalidator: Invalidator,
  ) {}

  /** Redis, if it may be asked for this key: it must have heard of this process's invalidations. */
  linkFor(key: string): RedisLink | undefined {
    return this.invalidator.isPending(key) ? undefined : this.tiers.redis;
  }

  /** @throws SharedTierUnavailableError */
  async read<Value>(link: RedisLink, target: Target<Value>): Promise<Found<Value> | undefined> {
    const entry = await link.tier.read(target.family, target.key);
    if (entry === undefined) return undefined;
    const stampKeys = stampKeysOf(target, entry.tags);
    const unknown = this.#unknown(link, stampKeys);
    if (unknown.length > 0) await this.#learn(link, unknown);
    return this.#found(entry, stampKeys);
  }

  /** @throws SharedTierUnavailableError */
  async judge<Value>(link: RedisLink, target: Stamped, entry: Entry<Value>): Promise<Found<Value>> {
    const [found] = await this.judgeAll(link, [target], [entry]);
    return found as Found<Value>;
  }

  /**
   * As `judge`, for several of one scope; `undefined` stays. Stamps not known yet are asked for in
   * one command; while the bus is heard each is asked for once.
   * @throws SharedTierUnavailableError
   */
  async judgeAll<Value>(
    link: RedisLink,
    targets: readonly Stamped[],
    entries: readonly (Entry<Value> | undefined)[],
  ): Promise<(Found<Value> | undefined)[]> {
    const keysOf = targets.map((target, index) => stampKeysOf(target, entries[index]?.tags ?? []));
    const unknown = new Set<string>();
    keysOf.forEach((keys, index) => {
      if (entries[index] === undefined) return;
      for (const key of this.#unknown(link, keys)) unknown.add(key);
    });
    if (unknown.size > 0) await this.#learn(link, [...unknown]);
    return entries.map((entry, index) => entry && this.#found(entry, keysOf[index] ?? []));
  }

  /**
   * Makes sure that an entry just loaded can be judged from now on.
   * @throws SharedTierUnavailableError
   */
  async prepareFor(link: RedisLink, target: Stamped, entry: Entry): Promise<void> {
    const unknown = this.#unknown(link, stampKeysOf(target, entry.tags));
    if (unknown.length > 0) await this.#learn(link, unknown);
  }

  #unknown(link: RedisLink, stampKeys: readonly string[]): readonly string[] {
    return link.hears ? this.tiers.stamps.unknown(stampKeys) : stampKeys;
  }

  async #learn(link: RedisLink, unknown: readonly string[]): Promise<void> {
    const { stamps } = this.tiers;
    const { generation } = stamps;
    const found = await link.tier.stamps(unknown);
    if (generation !== stamps.generation) return;
    unknown.forEach((key, index) => stamps.learn(key, found[index] ?? 0));
  }

  #found<Value>(entry: Entry<Value>, stampKeys: readonly string[]): Found<Value> {
    const { stamps } = this.tiers;
    const standing = !stamps.held(stampKeys) && stamps.judge(entry.start, stampKeys) === 'valid';
    return { entry, voided: !standing };
  }
}
