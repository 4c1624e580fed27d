import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Entry } from './entry.js';
import { assess } from './freshness.js';
import { type RedisLink } from './redis/redis-link.js';
import { type SharedReading } from './shared-reading.js';
import { type Target } from './target.js';
import { type Tiers } from './tiers.js';

/** The right to load a value and, perhaps, to store it. */
export interface Permit {
  /** Microseconds of server time; invalidations from here on void what is loaded. */
  readonly start: number;
  /** `lease`: in both tiers, if the token still stands. `local`: no Redis. `none`: not at all. */
  readonly store: { kind: 'lease'; link: RedisLink; token: string } | { kind: 'local' | 'none' };
}

/** `filled`: another has just loaded it. `busy`: another is loading it. */
export type PermitReply<Value> =
  { kind: 'load'; permit: Permit } | { kind: 'filled'; entry: Entry<Value> } | { kind: 'busy' };

const pollMs = [5, 10, 20];

/** Hands out permits, one at a time per key across processes, by leases in Redis. */
export class Permits {
  constructor(
    private readonly tiers: Tiers,
    private readonly shared: SharedReading,
  ) {}

  /**
   * @param link Redis, if it is to be used
   * @param seen start of the newest entry in Redis that will not do, or 0
   */
  async acquire<Value>(
    target: Target<Value>,
    link: RedisLink | undefined,
    seen: number,
  ): Promise<PermitReply<Value>> {
    if (link === undefined) return this.#without('local');
    const token = randomUUID();
    try {
      const lease = await link.tier.lease(target.family, target.key, token, seen);
      if (lease.kind === 'held') return { kind: 'busy' };
      if (lease.kind === 'granted') {
        return {
          kind: 'load',
          permit: { start: lease.start, store: { kind: 'lease', link, token } },
        };
      }
      const { voided } = await this.shared.judge(link, target, lease.entry);
      const good = !voided && this.#lasts(target, lease.entry);
      return good
        ? { kind: 'filled', entry: lease.entry }
        : await this.acquire(target, link, lease.entry.start);
    } catch {
      // Reported by the guard. Every process then loads for itself.
      return this.#without('local');
    }
  }

  /** As `acquire`, but waits while another loads; not longer than a lease can last. */
  async await<Value>(
    target: Target<Value>,
    link: RedisLink | undefined,
    seen: number,
  ): Promise<Exclude<PermitReply<Value>, { kind: 'busy' }>> {
    const deadline = performance.now() + target.family.leaseMs;
    for (let attempt = 0; ; attempt++) {
      const reply = await this.acquire(target, link, seen);
      if (reply.kind !== 'busy') return reply;
      if (performance.now() > deadline) return this.#without('none');
      await sleep(pollMs[Math.min(attempt, pollMs.length - 1)]);
    }
  }

  /** Beside another's load: its result is used once and not stored. */
  beside(): Permit {
    return { start: this.tiers.clock.micros(), store: { kind: 'none' } };
  }

  /** Lets the next one load at once. */
  async release(target: Target<unknown>, { store }: Permit): Promise<void> {
    if (store.kind !== 'lease') return;
    try {
      await store.link.tier.release(target.key, store.token);
    } catch {
      // Reported by the guard; the lease runs out by itself.
    }
  }

  #lasts<Value>(target: Target<Value>, entry: Entry<Value>): boolean {
    return assess(target.family, entry, this.tiers.clock.now(), 1) !== 'expired';
  }

  #without(kind: 'local' | 'none'): { kind: 'load'; permit: Permit } {
    return { kind: 'load', permit: { start: this.tiers.clock.micros(), store: { kind } } };
  }
}
