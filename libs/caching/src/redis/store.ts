import { KeyvAdapter } from 'cache-manager';
import { redisClusterInsStore, redisInsStore } from 'cache-manager-redis-yet';
import { type RedisClient, type RedisCluster } from './clients.js';

/** What reading needs of cache-manager's store; values come parsed, `undefined` is a miss. */
export interface Store {
  get(key: string): Promise<unknown>;
  getMany(keys: string[]): Promise<unknown[]>;
  delete(key: string): Promise<unknown>;
}

/**
 * cache-manager-redis-yet on our own client, behind cache-manager's adapter. keyv itself, which
 * stands between the two elsewhere, is left out: prefixes, expiry and JSON are dealt with already,
 * and it would be on the way of every read.
 */
export function newStore(client: RedisClient): Store {
  // Both describe the same client and store; their types differ by modules and scripts we do not use here.
  return adapt(redisInsStore(client as unknown as Parameters<typeof redisInsStore>[0], options));
}

/** The same on a Redis Cluster. */
export function newClusterStore(cluster: RedisCluster): Store {
  type Theirs = Parameters<typeof redisClusterInsStore>[0];
  return adapt(redisClusterInsStore(cluster as unknown as Theirs, { ...options, rootNodes: [] }));
}

const options = { isCacheable: (value: unknown): boolean => value !== undefined };

const adapt = (store: ConstructorParameters<typeof KeyvAdapter>[0]): Store =>
  new KeyvAdapter(store) as Store;
