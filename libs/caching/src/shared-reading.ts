import { type Entry } from './entry.js';
import { scopeOf } from './keys.js';
import { type Invalidator } from './invalidator.js';
import { type RedisLink } from './redis/redis-link.js';
import { stampKeysOf, type Target } from './target.js';
import { type Tiers } from './tiers.js';

/** An entry found in Redis. `voided`: an invalidation stamp is younger; only its start matters. */
export interface Found<Value> {
  readonly entry: Entry<Value>;
  readonly voided: boolean;
}

/** Reads Redis and judges what it finds by the invalidation stamps. */
export class SharedReading {
  constructor(
    private readonly tiers: Tiers,
    private readonly invalidator: Invalidator,
  ) {}

  /** Redis, if it may be asked for this key: it must have heard of this process's invalidations. */
  linkFor(key: string): RedisLink | undefined {
    return this.invalidator.isQueued(key) ? undefined : this.tiers.redis;
  }

  /** @throws SharedTierUnavailableError */
  async read<Value>(link: RedisLink, target: Target<Value>): Promise<Found<Value> | undefined> {
    const entry = await link.tier.read(target.family, target.key);
    if (entry === undefined) return undefined;
    const [found] = await this.judge(link, target, [entry]);
    return found;
  }

  /**
   * Judges entries of one scope and family. Stamps not known yet are asked for in one command;
   * while the bus is heard each is asked for once.
   * @throws SharedTierUnavailableError
   */
  async judge<Value>(
    link: RedisLink,
    { family, key }: Pick<Target<Value>, 'family' | 'key'>,
    entries: readonly Entry<Value>[],
  ): Promise<Found<Value>[]> {
    const { stamps } = this.tiers;
    const scope = scopeOf(key);
    const keysOf = entries.map((entry) => stampKeysOf(scope, family.name, entry.tags));
    await this.#learn(link, [...new Set(keysOf.flat())]);
    return entries.map((entry, index) => {
      const stampKeys = keysOf[index] ?? [];
      const standing = !stamps.held(stampKeys) && stamps.judge(entry.start, stampKeys) === 'valid';
      return { entry, voided: !standing };
    });
  }

  /**
   * Makes sure that an entry just loaded can be judged from now on.
   * @throws SharedTierUnavailableError
   */
  async prepareFor(link: RedisLink, { family, key }: Target<unknown>, entry: Entry): Promise<void> {
    await this.#learn(link, stampKeysOf(scopeOf(key), family.name, entry.tags));
  }

  async #learn(link: RedisLink, stampKeys: string[]): Promise<void> {
    const { stamps } = this.tiers;
    const unknown = link.hears ? stamps.unknown(stampKeys) : stampKeys;
    if (unknown.length === 0) return;
    const { generation } = stamps;
    const found = await link.tier.stamps(unknown);
    if (generation !== stamps.generation) return;
    unknown.forEach((key, index) => stamps.learn(key, found[index] ?? 0));
  }
}
