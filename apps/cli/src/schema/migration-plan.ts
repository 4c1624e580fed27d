import { type DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { blockingStatements, type BlockingStatement } from './blocking-statements.js';

export interface PlannedMigration {
  name: string;
  /** As they would be sent, in order. */
  statements: string[];
  /** Those that keep services waiting on a table that may be large. */
  blocking: BlockingStatement[];
}

export const migrationName = ({ name, constructor }: MigrationInterface): string =>
  name ?? constructor.name;

/** What a migration would send: ours decide nothing by what the database answers. */
const statementsOf = async (migration: MigrationInterface): Promise<string[]> => {
  const statements: string[] = [];
  const writesDown = {
    query: (statement: string): Promise<unknown[]> => {
      statements.push(statement);
      return Promise.resolve([]);
    },
  };
  await migration.up(writesDown as unknown as QueryRunner);
  return statements;
};

/** Migrations of this version that the database lacks, oldest first. */
export const pendingMigrations = async (database: DataSource): Promise<MigrationInterface[]> => {
  const [{ there } = { there: false }] = await database.query<{ there: boolean }[]>(
    `SELECT to_regclass('migration') IS NOT NULL AS there`,
  );
  const rows = there ? await database.query<{ name: string }[]>('SELECT name FROM migration') : [];
  const applied = new Set(rows.map(({ name }) => name));
  return database.migrations.filter((migration) => !applied.has(migrationName(migration)));
};

/** What applying these would do, without doing it. */
export const migrationPlan = (
  migrations: readonly MigrationInterface[],
): Promise<PlannedMigration[]> =>
  Promise.all(
    migrations.map(async (migration) => {
      const statements = await statementsOf(migration);
      return {
        name: migrationName(migration),
        statements,
        blocking: await blockingStatements(statements),
      };
    }),
  );
