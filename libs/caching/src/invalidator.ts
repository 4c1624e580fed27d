import { scopeOf, stampKeys } from './keys.js';
import { type RedisTier } from './redis/redis-tier.js';
import { type Tiers } from './tiers.js';

const replayEveryMs = 250;
const longestQueue = 10_000;

type Operation = (redis: RedisTier) => Promise<void>;

/**
 * Takes back what is cached, here at once and then in Redis and in the other processes. What Redis
 * could not be told is queued, the latest per key, and told when it answers again; until then this
 * process does not read those keys from Redis.
 */
export class Invalidator {
  readonly #queue = new Map<string, Operation>();
  /** How many changes Redis is being told of, by key. */
  readonly #underWay = new Map<string, number>();
  #replay: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(private readonly tiers: Tiers) {}

  /**
   * Whether Redis may still hold what was taken back. Commands sent later can overtake: a script
   * that the server does not know is sent twice, and a cluster may send one on.
   */
  isPending(key: string): boolean {
    if (this.#queue.size === 0 && this.#underWay.size === 0) return false;
    return this.#queue.has(key) || this.#underWay.has(key);
  }

  get queued(): number {
    return this.#queue.size;
  }

  drop(key: string): Promise<void> {
    if (this.#queue.size >= longestQueue && !this.#queue.has(key)) {
      // Too many to remember one by one: one stamp covers the scope.
      this.tiers.forget(key);
      return this.stamp(stampKeys.scope(scopeOf(key)));
    }
    return this.change(key, (redis) => redis.drop(key));
  }

  /**
   * A change of one entry in Redis, with the forgetting around it: before, so that this process
   * reads its own write at once; after, because a read in between may have brought the old value.
   * If Redis does not hear of it, the entry is dropped when it does.
   */
  async change(key: string, operation: Operation): Promise<void> {
    this.tiers.noteChange(key);
    this.tiers.forget(key);
    await this.#tell(key, operation, (redis) => redis.drop(key));
    this.tiers.forget(key);
  }

  /** Voids everything under a stamp: a tag, a family or a whole scope. */
  async stamp(key: string): Promise<void> {
    const { stamps, clock, redis } = this.tiers;
    const scope = scopeOf(key);
    this.tiers.noteChange(key);
    if (redis === undefined) {
      stamps.learn(key, clock.micros());
      this.tiers.voidLoads(scope);
      return;
    }
    // Until Redis has set the stamp in its own time, ours by its estimated time stands.
    const held = clock.micros();
    stamps.hold(key, held);
    this.tiers.voidLoads(scope);
    const operation: Operation = async (tier) => {
      const micros = await tier.stamp(key);
      stamps.learn(key, micros);
      stamps.release(key, held);
      this.tiers.voidLoads(scope);
    };
    await this.#tell(key, operation, operation);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#replay);
  }

  async #tell(key: string, operation: Operation, later: Operation): Promise<void> {
    const { redis } = this.tiers;
    if (redis === undefined) return;
    this.#underWay.set(key, (this.#underWay.get(key) ?? 0) + 1);
    try {
      await operation(redis.tier);
      this.#queue.delete(key);
    } catch {
      // The guard has reported why.
      this.#queue.set(key, later);
      this.#replayLater();
    } finally {
      const others = (this.#underWay.get(key) ?? 1) - 1;
      if (others === 0) this.#underWay.delete(key);
      else this.#underWay.set(key, others);
    }
  }

  #replayLater(): void {
    if (this.#closed || this.#replay !== undefined) return;
    this.#replay = setTimeout(() => void this.#replayAll(), replayEveryMs).unref();
  }

  async #replayAll(): Promise<void> {
    const { redis } = this.tiers;
    try {
      for (const [key, operation] of this.#queue) {
        if (redis !== undefined) await operation(redis.tier);
        // A newer one may have taken its place meanwhile.
        if (this.#queue.get(key) === operation) this.#queue.delete(key);
      }
    } catch {
      // Redis is still away; the guard has reported it.
    } finally {
      this.#replay = undefined;
      if (this.#queue.size > 0) this.#replayLater();
    }
  }
}
