import { OperationsHost, TieredCache } from '#caching';
import { CatalogClient, type CatalogClientOptions } from '#catalog-client';
import { freePorts } from '#local-servers';
import { type DataSource } from 'typeorm';
import { eventually } from '../../support/eventually.js';
import { Figures } from '../../support/figures.js';
import { type BenchServers, connected } from '../harness/bench-servers.js';
import { type ServiceProcess, startServiceProcess } from '../harness/service-process.js';

const encryptionKey = `bench:${Buffer.alloc(32, 1).toString('base64')}`;

/** Two catalog-services on a database of their own, and callers of them. */
export class CatalogReplicas implements AsyncDisposable {
  private readonly clients: CatalogClient[] = [];

  private constructor(
    readonly database: DataSource,
    private readonly services: readonly ServiceProcess[],
    private readonly addresses: readonly string[],
    private readonly settings: Pick<CatalogClientOptions, 'redisUrl' | 'keyPrefix' | 'passKeys'>,
    private readonly ended: AsyncDisposableStack,
  ) {}

  static async start(
    servers: BenchServers,
    { useCache, keyPrefix }: { useCache: boolean; keyPrefix: string },
  ): Promise<CatalogReplicas> {
    await using stack = new AsyncDisposableStack();
    const databaseUrl = await servers.createDatabase();
    const { source } = stack.use(await connected(databaseUrl));
    const addresses = (await freePorts(2)).map((port) => `127.0.0.1:${port}`);
    const services = await Promise.all(
      addresses.map((address) =>
        startServiceProcess('catalog-service', {
          DATABASE_URL: databaseUrl,
          REDIS_URL: servers.redisUrl,
          KEY_PREFIX: keyPrefix,
          GRPC_LISTEN: address,
          USE_CACHE: String(useCache),
          ENCRYPTION_KEYS: encryptionKey,
          LOG_LEVEL: 'error',
        }),
      ),
    );
    for (const service of services) stack.use(service);
    const settings = { redisUrl: servers.redisUrl, keyPrefix, passKeys: [encryptionKey] };
    return new CatalogReplicas(source, services, addresses, settings, stack.move());
  }

  /** A caller of all replicas, as an agent-worker is one. */
  caller(): CatalogClient {
    return this.connect({ transport: 'redis', grpcUrl: `ipv4:${this.addresses.join(',')}` });
  }

  /** Callers of one replica each. */
  each(): CatalogClient[] {
    return this.addresses.map((address) =>
      this.connect({ transport: 'grpc', grpcUrl: `ipv4:${address}` }),
    );
  }

  /** Has them warm tenants, as an operator does. @returns how many warmers ran */
  async warm(tenants: readonly string[]): Promise<number> {
    const cache = new TieredCache(this.settings);
    const host = new OperationsHost(cache, this.settings);
    try {
      await eventually('the connection to Redis', () => cache.connected);
      const { processes } = await host.operations.warm({
        scopes: tenants,
        priority: 'asked',
        patienceMs: 120_000,
      });
      return processes.reduce((sum, { result }) => sum + (result?.warmed ?? 0), 0);
    } finally {
      await host.close();
      cache.close();
    }
  }

  /** What all of them have counted since they started. */
  async figures(): Promise<Figures[]> {
    return Promise.all(this.services.map(({ url }) => Figures.of(url)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.clients) client.onApplicationShutdown();
    await this.ended.disposeAsync();
  }

  private connect(target: Pick<CatalogClientOptions, 'transport' | 'grpcUrl'>): CatalogClient {
    const client = new CatalogClient({ ...this.settings, ...target });
    this.clients.push(client);
    return client;
  }
}
