import { type OperationsLink } from '../operations/operations-link.js';

/** How often each scope read each family. */
export type Accesses = ReadonlyMap<string, ReadonlyMap<string, number>>;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const weekMs = 7 * dayMs;

/** Scopes kept per family and day, and per hour. */
const hottestKept = 1000;
const busiestKept = 100;
/** What lies further back counts half as much each. */
const lookBack = 3;

/** One command per bucket: adds, forgets the coldest, and lets the bucket end some day. */
const add = `
  -- KEYS: bucket. ARGV: how many scopes are kept, life in ms, then a count and its scope, repeated
  for n = 3, #ARGV, 2 do redis.call('ZINCRBY', KEYS[1], ARGV[n], ARGV[n + 1]) end
  redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return 0`;

/**
 * Which scopes are busy, and when: counts in Redis that survive restarts. A sorted set per family
 * and day says what is hot; one per hour, kept for three weeks, makes a histogram over the hours of
 * the week. Old buckets expire, so nothing has to decay in place and all of it is bounded.
 */
export class AccessStore {
  constructor(
    private readonly link: OperationsLink,
    private readonly keyPrefix: string,
  ) {}

  /** @throws SharedTierUnavailableError */
  async add(accesses: Accesses, at: Date): Promise<void> {
    const together = new Map<string, number>();
    const writes = [...accesses].map(([family, scopes]) => {
      for (const [scope, count] of scopes) {
        together.set(scope, (together.get(scope) ?? 0) + count);
      }
      return this.#add(this.#hot(family, at), scopes, hottestKept, (lookBack + 1) * dayMs);
    });
    const life = lookBack * weekMs + dayMs;
    await Promise.all([...writes, this.#add(this.#busy(at), together, busiestKept, life)]);
  }

  /**
   * Hottest first, by the last days.
   * @throws SharedTierUnavailableError
   */
  hottest(families: readonly string[], at: Date, most: number): Promise<string[]> {
    const days = families.flatMap((family) =>
      steps(at, dayMs, 0).map(({ at, weight }) => ({ key: this.#hot(family, at), weight })),
    );
    return this.#top(days, most);
  }

  /**
   * The scopes that were busiest in this hour of the week, by the last weeks.
   * @throws SharedTierUnavailableError
   */
  usuallyBusy(at: Date, most: number): Promise<string[]> {
    const weeks = steps(at, weekMs, 1).map(({ at, weight }) => ({ key: this.#busy(at), weight }));
    return this.#top(weeks, most);
  }

  async #add(
    key: string,
    scopes: ReadonlyMap<string, number>,
    kept: number,
    lifeMs: number,
  ): Promise<void> {
    if (scopes.size === 0) return;
    const counts = [...scopes].flatMap(([scope, count]) => [String(count), scope]);
    const given = { keys: [key], arguments: [String(kept), String(lifeMs), ...counts] };
    await this.link.run((client) => client.eval(add, given));
  }

  async #top(buckets: readonly { key: string; weight: number }[], most: number): Promise<string[]> {
    if (most < 1) return [];
    const totals = new Map<string, number>();
    await Promise.all(
      buckets.map(async ({ key, weight }) => {
        const found = await this.link.run((client) =>
          client.zRangeWithScores(key, 0, most - 1, { REV: true }),
        );
        for (const { value, score } of found) {
          totals.set(value, (totals.get(value) ?? 0) + score * weight);
        }
      }),
    );
    const sorted = [...totals].sort(([, one], [, other]) => other - one);
    return sorted.slice(0, most).map(([scope]) => scope);
  }

  #hot(family: string, at: Date): string {
    return `${this.keyPrefix}:~hot:${family}:${Math.floor(at.getTime() / dayMs)}`;
  }

  #busy(at: Date): string {
    return `${this.keyPrefix}:~busy:${Math.floor(at.getTime() / hourMs)}`;
  }
}

/** As many steps back as are looked at, the nearest first. */
const steps = (at: Date, stepMs: number, first: number): { at: Date; weight: number }[] =>
  Array.from({ length: lookBack }, (_, nth) => ({
    at: new Date(at.getTime() - (first + nth) * stepMs),
    weight: 2 ** -nth,
  }));
