import { KeyvAdapter } from 'cache-manager';
import { redisInsStore } from 'cache-manager-redis-yet';
import { type RedisClient } from './connection.js';

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
  const store = redisInsStore(client as unknown as Parameters<typeof redisInsStore>[0], {
    isCacheable: (value) => value !== undefined,
  });
  return new KeyvAdapter(store) as Store;
}
