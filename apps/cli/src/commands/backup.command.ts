import { readDatabaseEnvironment } from '#config';
import { Command } from 'commander';
import pg from 'pg';
import { backUp } from '../backup/backup.js';
import { checkBackup, restore } from '../backup/restore.js';
import { migrateTo } from '../backup/migrate-to.js';
import { withDatabase } from '../database.js';
import { printJson, say } from '../output.js';
import { type Reconciliation, reconcile } from '../reconcile/reconcile.js';

/** A connection of one's own: COPY and one long transaction are nothing for a pooler. */
const withClient = async (work: (client: pg.Client) => Promise<void>): Promise<void> => {
  const environment = readDatabaseEnvironment();
  const client = new pg.Client({
    connectionString: environment.DATABASE_DIRECT_URL ?? environment.DATABASE_URL,
    application_name: 'cli',
  });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
};

const write = ({ to }: { to: string }): Promise<void> =>
  withClient(async (client) => {
    const { createdAt, migration, keys, tables } = await backUp(client, to, ({ name, rows }) =>
      say(`${name}: ${rows} rows`),
    );
    const bytes = tables.reduce((sum, table) => sum + table.bytes, 0);
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    printJson({ createdAt, migration, keys, tables: tables.length, rows, bytes });
  });

const keyNames = (): string[] =>
  readDatabaseEnvironment().ENCRYPTION_KEYS.map((key) => key.slice(0, key.indexOf(':')));

/** Broken chains of messages, of all there are. */
const reconciled = (): Promise<Reconciliation> =>
  withDatabase((database) => reconcile(database, { from: new Date(0), to: new Date() }));

const read = async ({ from }: { from: string }): Promise<void> => {
  const backup = await checkBackup(from, keyNames());
  await withDatabase((database) => migrateTo(database, backup.manifest.migration));
  await withClient((client) =>
    restore(client, backup, (name, rows) => say(`${name}: ${rows} rows`)),
  );
  const { createdAt, migration } = backup.manifest;
  printJson({ createdAt, migration, ...(await reconciled()) });
  say('Now: empty Redis (FLUSHALL), `migrate up`, and start the services.');
};

/** `backup` and `restore`. */
export const backupCommands = (): Command[] => [
  new Command('backup')
    .description('write everything the database holds into a new folder, while the suite runs')
    .requiredOption('--to <folder>', 'that is empty, or not there yet')
    .action(write),
  new Command('restore')
    .description('fill an empty database from a backup: all of it or nothing')
    .requiredOption('--from <folder>', 'that `backup` has written')
    .action(read),
];
