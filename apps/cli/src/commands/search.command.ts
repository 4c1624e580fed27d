import { enablePgvector } from '#persistence';
import { Command } from 'commander';
import { withDatabase } from '../database.js';
import { say } from '../output.js';

const enable = (): Promise<void> =>
  withDatabase(async (database) => {
    const dimensions = await enablePgvector(database);
    say(
      dimensions.length === 0
        ? 'ready, without an index as there are no vectors yet: run this again when there are'
        : `ready, with an index for vectors of ${dimensions.join(', ')} dimensions`,
    );
  });

export const searchCommand = (): Command => {
  const command = new Command('search').description('search by meaning');
  command
    .command('enable-pgvector')
    .description(
      'make passages ready for PASSAGE_INDEX=pgvector; the first time writing of vectors waits for it',
    )
    .action(enable);
  return command;
};
