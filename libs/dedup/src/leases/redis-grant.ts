import type Redlock from 'redlock';
import { type Lock } from 'redlock';
import { LeaseUnavailableError } from '../errors.js';
import { driftMs } from './drift.js';
import { type Grant } from './lease-backend.js';
import { votesOf } from './votes.js';

/** A lock that a majority of the nodes granted. */
export class RedisGrant implements Grant {
  readonly fence = undefined;
  validUntil: number;

  constructor(
    private readonly redlock: Redlock,
    private lock: Lock,
    private readonly resource: string,
    /** `performance.now()` before the nodes were asked: they may have counted from that early. */
    askedAt: number,
    ttlMs: number,
  ) {
    this.validUntil = askedAt + ttlMs - driftMs(ttlMs);
  }

  async extend(ttlMs: number): Promise<boolean> {
    const askedAt = performance.now();
    // Redlock refuses by the wall clock, which jumps; validity is counted here, by one that does not.
    this.lock.expiration = Number.POSITIVE_INFINITY;
    try {
      this.lock = await this.redlock.extend(this.lock, ttlMs);
    } catch (error) {
      const votes = await votesOf(error);
      if (votes !== undefined && votes.refused >= votes.quorum) return false;
      throw new LeaseUnavailableError(
        `Extending "${this.resource}"`,
        'a majority of the lock nodes',
        error,
      );
    }
    this.validUntil = askedAt + ttlMs - driftMs(ttlMs);
    return true;
  }

  async release(): Promise<void> {
    await this.redlock.release(this.lock).catch(() => undefined);
  }
}
