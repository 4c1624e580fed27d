import { createDataSource, dataSourceOptions } from '#persistence';
import { recordStatements } from '#relations';
import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';

const variable = (name: string): string => {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is not set: run this through Jest's global setup`);
  return value;
};

/** The Redis of this run. */
export const testRedisUrl = (): string => variable('TEST_REDIS_URL');

const maintenance = async (sql: string): Promise<void> => {
  const database = createDataSource({
    databaseUrl: variable('TEST_DATABASE_URL'),
    applicationName: 'test',
  });
  await database.initialize();
  try {
    await database.query(sql);
  } finally {
    await database.destroy();
  }
};

export interface TestDatabase extends AsyncDisposable {
  url: string;
  source: DataSource;
}

/** A database of one's own on the run's PostgreSQL, its statements counted; dropped when disposed. */
export const createTestDatabase = async ({ migrated = true } = {}): Promise<TestDatabase> => {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await maintenance(`CREATE DATABASE ${name}`);
  const url = new URL(variable('TEST_DATABASE_URL'));
  url.pathname = `/${name}`;
  const options = dataSourceOptions({ databaseUrl: url.href, applicationName: 'test' });
  const source = new DataSource({ ...options, ...recordStatements() });
  await source.initialize();
  if (migrated) await source.runMigrations({ transaction: 'each' });
  return {
    url: url.href,
    source,
    async [Symbol.asyncDispose]() {
      if (source.isInitialized) await source.destroy();
      await maintenance(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
};
