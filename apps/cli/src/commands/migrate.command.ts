import { Command } from 'commander';
import { withDatabase } from '../database.js';
import { printJson, say } from '../output.js';

/** Two migrations at once would race: the second one waits here. An arbitrary constant. */
const advisoryLock = 7_813_401;

const up = (): Promise<void> =>
  withDatabase(async (database) => {
    const runner = database.createQueryRunner();
    await runner.query('SELECT pg_advisory_lock($1)', [advisoryLock]);
    try {
      const done = await database.runMigrations({ transaction: 'each' });
      say(
        done.length === 0
          ? 'nothing to migrate'
          : `migrated: ${done.map(({ name }) => name).join(', ')}`,
      );
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [advisoryLock]);
      await runner.release();
    }
  });

const down = (): Promise<void> =>
  withDatabase(async (database) => {
    await database.undoLastMigration({ transaction: 'each' });
    say('undone: the last migration');
  });

const status = (): Promise<void> =>
  withDatabase(async (database) => {
    const runner = database.createQueryRunner();
    try {
      const recorded = (await runner.hasTable('migration'))
        ? ((await runner.query('SELECT name FROM migration')) as { name: string }[])
        : [];
      const done = new Set(recorded.map(({ name }) => name));
      printJson(
        database.migrations.map(({ name, constructor }) => ({
          name: name ?? constructor.name,
          applied: done.has(name ?? constructor.name),
        })),
      );
    } finally {
      await runner.release();
    }
  });

export const migrateCommand = (): Command => {
  const command = new Command('migrate').description('the database schema');
  command.command('up').description('apply what is missing').action(up);
  command.command('down').description('undo the last migration').action(down);
  command.command('status').description('list migrations').action(status);
  return command;
};
