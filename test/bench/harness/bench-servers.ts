import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guard, type LocalServer, startPostgres, startRedis } from '#local-servers';
import { createDataSource } from '#persistence';
import { type DataSource } from 'typeorm';

/** A PostgreSQL and independent Redis of this run alone. */
export class BenchServers implements AsyncDisposable {
  private databases = 0;

  private constructor(
    private readonly directory: string,
    private readonly postgres: LocalServer,
    private readonly nodes: readonly LocalServer[],
    private readonly dismissGuard: () => void,
  ) {}

  /** @param durable whether commits of PostgreSQL wait for the disk */
  static async start({
    redisNodes,
    durable,
  }: {
    redisNodes: number;
    durable: boolean;
  }): Promise<BenchServers> {
    const directory = await mkdtemp(join(tmpdir(), 'tulia-bench-'));
    const [postgres, ...nodes] = await Promise.all([
      startPostgres({ dataDir: join(directory, 'postgres'), durable }),
      ...Array.from({ length: redisNodes }, (_, index) =>
        startRedis({ dataDir: join(directory, `redis-${index}`), durable: false }),
      ),
    ]);
    return new BenchServers(directory, postgres, nodes, guard(postgres.pid, 'SIGINT', directory));
  }

  /** The first of the lock nodes. */
  get redisUrl(): string {
    return this.nodes[0]?.url ?? '';
  }

  get redisUrls(): string[] {
    return this.nodes.map(({ url }) => url);
  }

  /** A new database with the suite's tables. @returns its URL */
  async createDatabase(): Promise<string> {
    const name = `bench_${++this.databases}`;
    await using maintenance = await connected(this.postgres.url);
    await maintenance.source.query(`CREATE DATABASE ${name}`);
    const url = new URL(this.postgres.url);
    url.pathname = `/${name}`;
    await using created = await connected(url.href);
    await created.source.runMigrations({ transaction: 'each' });
    return url.href;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.postgres, ...this.nodes].map((server) => server.stop()));
    this.dismissGuard();
    await rm(this.directory, { recursive: true });
  }
}

/** Table statistics, as autovacuum brings them within a minute; without them plans are luck. */
export const analyze = async (databaseUrl: string): Promise<void> => {
  await using database = await connected(databaseUrl);
  await database.source.query('ANALYZE');
};

/** A connection to a database, closed when disposed. */
export const connected = async (
  databaseUrl: string,
): Promise<AsyncDisposable & { source: DataSource }> => {
  const source = createDataSource({ databaseUrl, applicationName: 'bench' });
  await source.initialize();
  return { source, [Symbol.asyncDispose]: () => source.destroy() };
};
