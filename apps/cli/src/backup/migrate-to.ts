import { type DataSource } from 'typeorm';
import { migrationName, pendingMigrations } from '../schema/migration-plan.js';

/**
 * Gives a new database the schema it had after a migration.
 * @throws Error for one that is further already, or that this version does not know
 */
export const migrateTo = async (database: DataSource, last: string): Promise<void> => {
  const names = database.migrations.map(migrationName);
  const end = names.indexOf(last);
  if (end < 0)
    throw new Error(`This version knows no migration ${last}: use the one that wrote it`);
  const wanted = names.slice(0, end + 1);
  const pending = (await pendingMigrations(database)).map(migrationName);
  const applied = names.filter((name) => !pending.includes(name));
  const beyond = applied.filter((name) => !wanted.includes(name));
  if (beyond.length > 0) {
    throw new Error(
      `The database is further than the backup (${beyond.join(', ')}): use a new one`,
    );
  }
  const { migrations } = database;
  // TypeORM applies all it knows of.
  migrations.splice(end + 1);
  await database.runMigrations({ transaction: 'each' });
};
