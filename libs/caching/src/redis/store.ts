import { KeyvAdapter } from 'cache-manager';
import { redisInsStore } from 'cache-manager-redis-yet';
import { Keyv } from 'keyv';
import { type RedisClient } from './connection.js';

/**
 * cache-manager-redis-yet on our own client, behind cache-manager's adapter for keyv. keyv's own
 * prefix and JSON are switched off: the store has JSON already, and keys are built in keys.ts.
 */
export function newStore(client: RedisClient): Keyv {
  // Both describe the same client and store; their types differ by modules and scripts we do not use here.
  const store = redisInsStore(client as unknown as Parameters<typeof redisInsStore>[0], {
    isCacheable: (value) => value !== undefined,
  });
  const keyv = new Keyv({
    store: new KeyvAdapter(store),
    useKeyPrefix: false,
    throwOnErrors: true,
  });
  keyv.serialize = undefined;
  keyv.deserialize = undefined;
  // Errors are thrown; the event would only repeat them.
  keyv.on('error', () => undefined);
  return keyv;
}
