import { type DatabaseEnvironment, readDatabaseEnvironment } from '#config';
import { createDataSource } from '#persistence';
import { type DataSource } from 'typeorm';

/** Opens the database, works with it, and closes it whatever happens. */
export const withDatabase = async <Result>(
  work: (database: DataSource, environment: DatabaseEnvironment) => Promise<Result>,
): Promise<Result> => {
  const environment = readDatabaseEnvironment();
  const database = createDataSource({
    // Migrations take a lock of the session, which a pooler would lose.
    databaseUrl: environment.DATABASE_DIRECT_URL ?? environment.DATABASE_URL,
    applicationName: 'cli',
    poolSize: 2,
    // A migration takes as long as it takes.
    statementTimeoutMs: 0,
  });
  await database.initialize();
  try {
    return await work(database, environment);
  } finally {
    await database.destroy();
  }
};
