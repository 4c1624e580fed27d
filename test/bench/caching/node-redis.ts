import { redisInsStore } from 'cache-manager-redis-yet';
import { createClient } from 'redis';

type Client = ReturnType<typeof createClient>;

/** Of the version that our cache has, with the options it comes with. */
export const connectNodeRedis = async (url: string): Promise<Client> => {
  const client = createClient({ url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
};

/** The store of cache-manager-redis-yet on the client. */
export const redisYet = (client: Client, ttlMs: number): ReturnType<typeof redisInsStore> =>
  // Its types name the same client by another copy of the modules.
  redisInsStore(client as unknown as Parameters<typeof redisInsStore>[0], { ttl: ttlMs });
