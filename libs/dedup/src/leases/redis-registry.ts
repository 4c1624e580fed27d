import { type Redis } from 'ioredis';
import { readHolder } from './holder.js';
import { type HeldLease, type LeaseRegistry } from './lease-backend.js';
import { lockKey, registryKey } from './lease-scripts.js';
import { type RedisNodes } from '../redis/redis-nodes.js';

interface Seen {
  readonly value: string | null;
  readonly ttlMs: number;
}

/** Who holds what, by a majority of the nodes. */
export class RedisRegistry implements LeaseRegistry {
  constructor(
    private readonly nodes: RedisNodes,
    private readonly prefix: string,
  ) {}

  async inspect(resource: string): Promise<HeldLease | undefined> {
    const [held] = await this.read(`Inspecting "${resource}"`, [resource]);
    return held;
  }

  async list(limit: number): Promise<HeldLease[]> {
    const registry = registryKey(this.prefix);
    const registries = await this.nodes.ask('Listing leases', async (node) => {
      // Holders that died leave their entry behind; an hour is more than clocks differ by.
      await node.zremrangebyscore(registry, '-inf', Date.now() - 3_600_000);
      return node.zrange(registry, 0, limit - 1, 'REV');
    });
    const start = lockKey(this.prefix, '').length;
    const resources = [...new Set(registries.flat())].map((key) => key.slice(start));
    const held = await this.read('Listing leases', resources);
    return held.sort((one, other) => other.expiresInMs - one.expiresInMs).slice(0, limit);
  }

  async forceRelease(resource: string): Promise<void> {
    const key = lockKey(this.prefix, resource);
    await this.nodes.ask(`Force-releasing "${resource}"`, async (node) => {
      await node.del(key);
      await node.zrem(registryKey(this.prefix), key);
    });
  }

  private async read(purpose: string, resources: readonly string[]): Promise<HeldLease[]> {
    const keys = resources.map((resource) => lockKey(this.prefix, resource));
    const answers = await this.nodes.ask(purpose, (node) => look(node, keys));
    return resources.flatMap((resource, index) => {
      const seen = answers.map((answer) => answer[index]).filter((one) => one !== undefined);
      return this.agreed(resource, seen) ?? [];
    });
  }

  /** A minority's value is the rest of an attempt that failed, or of a holder that lost. */
  private agreed(resource: string, seen: readonly Seen[]): HeldLease | undefined {
    for (const [value, nodes] of Map.groupBy(seen, ({ value }) => value)) {
      if (value === null || nodes.length < this.nodes.quorum) continue;
      const expiresInMs = Math.min(...nodes.map(({ ttlMs }) => ttlMs));
      return { resource, ...readHolder(value), expiresInMs };
    }
    return undefined;
  }
}

/** One node's view of each key, in one round trip. */
async function look(node: Redis, keys: readonly string[]): Promise<Seen[]> {
  const pipeline = node.pipeline();
  for (const key of keys) pipeline.get(key).pttl(key);
  const results = (await pipeline.exec()) ?? [];
  const failed = results.find(([error]) => error !== null)?.[0];
  if (failed) throw failed;
  return keys.map((_key, index) => ({
    value: results[2 * index]?.[1] as string | null,
    ttlMs: results[2 * index + 1]?.[1] as number,
  }));
}
