import {
  CacheFamily,
  type CacheOperations,
  defineFamily,
  OperationsHost,
  TieredCache,
} from '#caching';
import { eventually } from '../../../test/support/eventually.js';
import { type RunningGateway } from './running-gateway.js';

const prices = defineFamily<string>({
  name: 'prices',
  version: 3,
  ttlMs: 60_000,
  adaptiveTtl: { floorMs: 2000, ceilingMs: 600_000 },
  tags: (_, id) => [`product:${String(id)}`],
});

/** Another service beside the gateway, as far as caches go: one that caches prices and warms them. */
export class CachingProcess implements AsyncDisposable {
  readonly prices: CacheFamily<string>;
  /** How often a price was loaded. */
  loads = 0;

  private constructor(
    readonly cache: TieredCache,
    private readonly host: OperationsHost,
  ) {
    this.prices = new CacheFamily(prices, cache);
    host.warming.register('prices', (tenantId) => this.price(tenantId, 'warmed'));
  }

  static async beside(gateway: RunningGateway): Promise<CachingProcess> {
    const { KEY_PREFIX: keyPrefix, REDIS_URL: redisUrl } = gateway.environment;
    const options = { keyPrefix, redisUrl, processName: 'shop', commandTimeoutMs: 500 };
    const cache = new TieredCache(options);
    const beside = new CachingProcess(cache, new OperationsHost(cache, options));
    await eventually('both answer', async () => {
      const { processes } = await beside.operations.overview();
      return cache.connected && processes.length === 2;
    });
    return beside;
  }

  get operations(): CacheOperations {
    return this.host.operations;
  }

  price(tenantId: string, id: string): Promise<string> {
    return this.prices.get(tenantId, id, () => Promise.resolve(`price ${++this.loads}`));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.host.close();
    this.cache.close();
  }
}
