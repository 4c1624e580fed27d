import { setTimeout as delay } from 'node:timers/promises';
import Redlock, { type Lock } from 'redlock';
import { withDeadline } from '../deadline.js';
import { LeaseUnavailableError } from '../errors.js';
import { holderValue } from './holder.js';
import { type Grant, type LeaseBackend } from './lease-backend.js';
import { leaseScripts, lockKey } from './lease-scripts.js';
import { RedisGrant } from './redis-grant.js';
import { type RedisNodes } from '../redis/redis-nodes.js';
import { RedisRegistry } from './redis-registry.js';
import { votesOf } from './votes.js';

/** Callers that came at once may have taken each other's votes: so often they draw again. */
const splitAttempts = 4;

/** Redlock with locks that tell who holds them. */
class TellingRedlock extends Redlock {
  constructor(
    nodes: RedisNodes,
    prefix: string,
    private readonly workerId: string,
  ) {
    super(nodes.clients, { retryCount: 0 }, leaseScripts(prefix));
  }

  protected override _random(): string {
    return holderValue(super._random(), this.workerId);
  }
}

/** Leases on a majority of Redis nodes. */
export class RedisLeases implements LeaseBackend {
  readonly registry: RedisRegistry;
  private readonly redlock: Redlock;
  private readonly prefix: string;
  /** A command and what redlock cleans up after it; bounds even a client that forgets its timeout. */
  private readonly deadlineMs: number;

  constructor(
    nodes: RedisNodes,
    options: { keyPrefix: string; workerId: string; nodeTimeoutMs: number },
  ) {
    this.prefix = options.keyPrefix;
    this.registry = new RedisRegistry(nodes, this.prefix);
    this.redlock = new TellingRedlock(nodes, this.prefix, options.workerId);
    this.deadlineMs = 2.5 * options.nodeTimeoutMs;
  }

  async attempt(resource: string, ttlMs: number): Promise<Grant | undefined> {
    for (let attempt = 1; attempt <= splitAttempts; attempt++) {
      const result = await this.vote(resource, ttlMs);
      if (result !== 'split') return result;
      await delay(Math.random() * 20 * attempt);
    }
    return undefined;
  }

  private async vote(resource: string, ttlMs: number): Promise<Grant | 'split' | undefined> {
    const askedAt = performance.now();
    const giveBack = (lock: Lock): void => void this.redlock.release(lock).catch(() => undefined);
    try {
      const asking = this.redlock.acquire([lockKey(this.prefix, resource)], ttlMs);
      const lock = await withDeadline(asking, this.deadlineMs, giveBack);
      return new RedisGrant(this.redlock, lock, resource, askedAt, ttlMs, this.deadlineMs);
    } catch (error) {
      const votes = await votesOf(error);
      if (votes === undefined || votes.granted + votes.refused < votes.quorum) {
        throw new LeaseUnavailableError(
          `Acquiring "${resource}"`,
          'a majority of the lock nodes',
          error,
        );
      }
      return votes.granted > 0 ? 'split' : undefined;
    }
  }
}
