import { createClient, createCluster } from 'redis';
import { type CachingOptions } from '../src/caching.options.js';
import { ObservedCache, until } from './caches.js';

/** The Redis that the caches of a test share, whatever it is made of. */
export class SharedRedis {
  private constructor(
    /** Of every server that holds keys. */
    readonly urls: readonly string[],
    private readonly place: Partial<CachingOptions>,
    /** To look at what the caches do, and to do what they would not. */
    readonly commands: ReturnType<typeof createClient>,
  ) {}

  static async server(url: string): Promise<SharedRedis> {
    const client = createClient({ url });
    client.on('error', () => undefined);
    await client.connect();
    return new SharedRedis([url], { redisUrl: url }, client);
  }

  static async cluster(urls: readonly string[]): Promise<SharedRedis> {
    const cluster = createCluster({ rootNodes: urls.map((url) => ({ url })) });
    cluster.on('error', () => undefined);
    await cluster.connect();
    // Tests use only what both have.
    const commands = cluster as unknown as ReturnType<typeof createClient>;
    return new SharedRedis(urls, { redisClusterNodes: urls }, commands);
  }

  /** A cache that is in full use of it, unless switched off. */
  readonly open = async (options: Partial<CachingOptions> = {}): Promise<ObservedCache> => {
    const cache = new ObservedCache({ ...this.place, ...options });
    if (options.enabled !== false) await until(() => cache.connected);
    return cache;
  };

  /** As a server does that was started anew, or that has taken over. */
  async forgetScripts(): Promise<void> {
    for (const url of this.urls) {
      const client = await createClient({ url }).connect();
      await client.scriptFlush();
      await client.disconnect();
    }
  }

  async close(): Promise<void> {
    await this.commands.disconnect();
  }
}
