import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { type DedupOptions, resolveOptions } from '../src/dedup.options.js';
import { lockKey } from '../src/leases/lease-scripts.js';
import { createLeases } from '../src/leases/create-leases.js';
import { type Leases } from '../src/leases/leases.js';
import { RedisNodes } from '../src/redis/redis-nodes.js';
import { type LeaseFixture } from './leases.contract.js';

/** Leases on Redis, under a key prefix of their own. */
export class RedisLeaseFixture implements LeaseFixture {
  private readonly keyPrefix = `t${randomUUID()}`;
  private readonly opened = new Map<Leases, RedisNodes>();

  constructor(private readonly urls: readonly string[]) {}

  async open(options: Partial<DedupOptions> = {}): Promise<Leases> {
    const { keyPrefix, urls } = this;
    const resolved = resolveOptions({ redisUrls: urls, keyPrefix, workerId: 'worker', ...options });
    const nodes = new RedisNodes(urls, resolved.nodeTimeoutMs);
    await nodes.connected();
    const leases = createLeases(resolved, nodes);
    this.opened.set(leases, nodes);
    return leases;
  }

  async cutOff(leases: Leases): Promise<void> {
    await this.opened.get(leases)?.close();
  }

  async remove(resource: string): Promise<void> {
    await this.onEachNode((node) => node.del(lockKey(this.keyPrefix, resource)));
  }

  async giveToThief(resource: string): Promise<void> {
    const key = lockKey(this.keyPrefix, resource);
    await this.onEachNode((node) => node.set(key, 'unique|1000|thief', 'PX', 60_000));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.opened.values()].map((nodes) => nodes.close()));
  }

  /** Nodes that are down are left out. */
  private async onEachNode(change: (node: Redis) => Promise<unknown>): Promise<void> {
    for (const url of this.urls) {
      const node = new Redis(url, { retryStrategy: () => null, lazyConnect: true });
      node.on('error', () => undefined);
      const up = await node.connect().then(
        () => true,
        () => false,
      );
      if (up) await change(node);
      node.disconnect();
    }
  }
}
