import { testRedisUrl } from '../../../test/support/databases.js';
import { type CachingOptions } from '../src/caching.options.js';
import { OperationsHost } from '../src/operations/operations-host.js';
import { ObservedCache, until } from './caches.js';

/** What one process of a service has: a cache, and what operators see it with. */
export class OperatedCache extends ObservedCache implements AsyncDisposable {
  readonly host: OperationsHost;

  private constructor(options: Partial<CachingOptions>) {
    super(options);
    this.host = new OperationsHost(this, { ...options, keyPrefix: this.prefix });
  }

  /** @param processName none: it asks and is not asked */
  static async open(
    processName: string | undefined,
    given: Partial<CachingOptions> = {},
  ): Promise<OperatedCache> {
    const named = processName === undefined ? {} : { processName };
    // Long, so that a busy machine is not taken for Redis being away.
    const patient = { redisUrl: testRedisUrl(), commandTimeoutMs: 500 };
    const cache = new OperatedCache({ ...patient, ...named, ...given });
    await until(() => cache.connected);
    // Its own answer says that it hears questions.
    await until(async () => {
      const { note, processes } = await cache.operations.overview();
      return note === null && (processName === undefined || processes.length > 0);
    });
    return cache;
  }

  /** Without Redis. */
  static alone(given: Partial<CachingOptions> = {}): OperatedCache {
    return new OperatedCache(given);
  }

  get operations(): OperationsHost['operations'] {
    return this.host.operations;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.host.close();
    this.close();
  }
}
