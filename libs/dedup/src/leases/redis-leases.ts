import { setTimeout as delay } from 'node:timers/promises';
import Redlock from 'redlock';
import { type ResolvedDedupOptions } from '../dedup.options.js';
import { LeaseUnavailableError } from '../errors.js';
import { LockNode } from '../redis/lock-node.js';
import { holderValue } from './holder.js';
import { type Grant, type LeaseBackend } from './lease-backend.js';
import { leaseScripts, lockKey } from './lease-scripts.js';
import { RedisGrant } from './redis-grant.js';
import { type RedisNodes } from '../redis/redis-nodes.js';
import { RedisRegistry } from './redis-registry.js';
import { votesOf } from './votes.js';

/** Callers that came at once may have taken each other's votes: so often they draw again. */
const splitAttempts = 4;

type Options = Pick<ResolvedDedupOptions, 'keyPrefix' | 'workerId' | 'nodeTimeoutMs'>;

/** Redlock with locks that tell who holds them. */
class TellingRedlock extends Redlock {
  private readonly workerId: string;

  constructor(nodes: readonly LockNode[], { keyPrefix, workerId }: Options) {
    super(nodes, { retryCount: 0 }, leaseScripts(keyPrefix));
    this.workerId = workerId;
  }

  protected override _random(): string {
    return holderValue(this.workerId);
  }
}

/** Leases on a majority of Redis nodes. */
export class RedisLeases implements LeaseBackend {
  readonly registry: RedisRegistry;
  private readonly redlock: Redlock;
  private readonly prefix: string;

  constructor(nodes: RedisNodes, options: Options) {
    this.prefix = options.keyPrefix;
    this.registry = new RedisRegistry(nodes, this.prefix);
    const several = nodes.clients.length > 1;
    const clients = nodes.clients.map(
      (client) => new LockNode(client, options.nodeTimeoutMs, several),
    );
    this.redlock = new TellingRedlock(clients, options);
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
    try {
      const lock = await this.redlock.acquire([lockKey(this.prefix, resource)], ttlMs);
      return new RedisGrant(this.redlock, lock, resource, askedAt, ttlMs);
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
