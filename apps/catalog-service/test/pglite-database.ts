import { Duplex } from 'node:stream';
import { PGlite } from '@electric-sql/pglite';
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { vector } from '@electric-sql/pglite-pgvector';
import { dataSourceOptions } from '#persistence';
import { DataSource } from 'typeorm';

/** A connection as pg knows sockets, to a PostgreSQL in this process. */
class PgliteSocket extends Duplex {
  constructor(private readonly server: PGlite) {
    super();
  }

  connect(): this {
    process.nextTick(() => this.emit('connect'));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {
    // Answers are pushed as they come.
  }

  override _write(bytes: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.server.execProtocolRaw(bytes).then(
      (answer) => {
        if (answer.length > 0) this.push(Buffer.from(answer));
        done();
      },
      (error: unknown) => done(error as Error),
    );
  }

  override _final(done: () => void): void {
    this.push(null);
    done();
  }
}

export interface PgliteDatabase extends AsyncDisposable {
  source: DataSource;
}

/**
 * PostgreSQL with pgvector, which the servers of the other tests come without. One connection; all
 * migrations have run.
 */
export const createPgliteDatabase = async (): Promise<PgliteDatabase> => {
  const server = await PGlite.create({ extensions: { vector, pg_trgm, btree_gin } });
  const options = dataSourceOptions({
    databaseUrl: 'postgres://postgres@localhost/postgres',
    applicationName: 'test',
    poolSize: 1,
    pooled: true,
    statementTimeoutMs: 60_000,
  });
  const extra = options.extra as object;
  const source = new DataSource({
    ...options,
    extra: { ...extra, stream: () => new PgliteSocket(server) },
  });
  await source.initialize();
  await source.runMigrations({ transaction: 'each' });
  return {
    source,
    async [Symbol.asyncDispose]() {
      await source.destroy();
      await server.close();
    },
  };
};
