import { setTimeout } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { withDatabase } from '../database.js';
import { printJson, say } from '../output.js';
import { migrationName, migrationPlan, pendingMigrations } from '../schema/migration-plan.js';

/** Two migrations at once would race: the second one waits here. An arbitrary constant. */
const advisoryLock = 7_813_401;

const plan = (): Promise<void> =>
  withDatabase(async (database) => {
    const planned = await migrationPlan(await pendingMigrations(database));
    printJson(planned);
    for (const { name, blocking } of planned) {
      for (const { table, why } of blocking) say(`${name}: ${table}: ${why}`);
    }
    if (planned.length === 0) say('nothing to migrate');
  });

const up = (options: { plan?: true }): Promise<void> => (options.plan ? plan() : apply());

const apply = (): Promise<void> =>
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

const pollMs = 1000;

/** What this database lacks of this version; one line where it cannot be asked. */
const missing = async (): Promise<string[]> => {
  try {
    return await withDatabase(async (database) =>
      (await pendingMigrations(database)).map(migrationName),
    );
  } catch (error) {
    return [`an answer (${(error as Error).message})`];
  }
};

const wait = async ({ seconds }: { seconds: number }): Promise<void> => {
  const deadline = performance.now() + seconds * 1000;
  for (let names = await missing(); names.length > 0; names = await missing()) {
    if (performance.now() > deadline) {
      throw new Error(`after ${seconds} s the database still lacks ${names.join(', ')}`);
    }
    await setTimeout(pollMs);
  }
  say('the schema is there');
};

const positive = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('Give a number of seconds above 0.');
  return value;
};

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
  command
    .command('up')
    .description('apply what is missing')
    .option('--plan', 'only print what would be sent, and what would keep a running suite waiting')
    .action(up);
  command.command('down').description('undo the last migration').action(down);
  command
    .command('wait')
    .description('return once all migrations of this version are applied, by whomever')
    .option('--seconds <n>', 'how long at most', positive, 300)
    .action(wait);
  command.command('status').description('list migrations').action(status);
  return command;
};
