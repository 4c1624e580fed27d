import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guard, type LocalServer, startPostgres, startRedis } from '#local-servers';
import { createDataSource } from '#persistence';
import { type DataSource } from 'typeorm';

/** What a benchmark needs besides this process. */
export interface ServersNeeded {
  readonly postgres: boolean;
  /** Independent ones. */
  readonly redisNodes: number;
}

/** A PostgreSQL, where one is needed, and independent Redis of this run alone. */
export class BenchServers implements AsyncDisposable {
  private databases = 0;

  private constructor(
    private readonly directory: string,
    private readonly postgres: LocalServer | undefined,
    private readonly nodes: readonly LocalServer[],
    private readonly dismissGuard: () => void,
  ) {}

  /** @param durable whether commits of PostgreSQL wait for the disk */
  static async start({
    postgres: needsPostgres,
    redisNodes,
    durable,
  }: ServersNeeded & { durable: boolean }): Promise<BenchServers> {
    const directory = await mkdtemp(join(tmpdir(), 'tulia-bench-'));
    const [postgres, ...nodes] = await Promise.all([
      needsPostgres ? startPostgres({ dataDir: join(directory, 'postgres'), durable }) : undefined,
      ...Array.from({ length: redisNodes }, (_, index) =>
        startRedis({ dataDir: join(directory, `redis-${index}`), durable: false }),
      ),
    ]);
    const dismissGuard = postgres ? guard(postgres.pid, 'SIGINT', directory) : () => undefined;
    return new BenchServers(directory, postgres, nodes, dismissGuard);
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
    if (!this.postgres) throw new Error('This benchmark must say that it needs PostgreSQL.');
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
    const servers = [this.postgres, ...this.nodes].filter((server) => server !== undefined);
    await Promise.all(servers.map((server) => server.stop()));
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
