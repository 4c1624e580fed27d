import { isSerializationFailure } from '#persistence';
import { Command } from 'commander';
import { type DataSource } from 'typeorm';
import { withDatabase } from '../database.js';
import { say } from '../output.js';

const mostAttempts = 20;

const recount = async (database: DataSource, tenantId: string | null): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    try {
      await database.transaction('REPEATABLE READ', (manager) =>
        manager.query('SELECT recount_statistics($1)', [tenantId]),
      );
      return;
    } catch (error) {
      // What was to be replaced was folded into meanwhile.
      if (attempt === mostAttempts || !isSerializationFailure(error)) throw error;
    }
  }
};

const rebuild = ({ tenant }: { tenant?: string }): Promise<void> =>
  withDatabase(async (database) => {
    await recount(database, tenant ?? null);
    say(`counted anew: ${tenant ?? 'all tenants'}`);
  });

export const statisticsCommand = (): Command => {
  const command = new Command('statistics').description('figures of conversations and agents');
  command
    .command('rebuild')
    .description('count every row anew; may run while messages are answered')
    .option('--tenant <id>', 'of one tenant only')
    .action(rebuild);
  return command;
};
