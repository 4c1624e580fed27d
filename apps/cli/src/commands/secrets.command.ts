import { resealSecrets, SecretBox } from '#persistence';
import { Command } from 'commander';
import { withDatabase } from '../database.js';
import { printJson } from '../output.js';

const rotate = (): Promise<void> =>
  withDatabase(async (database, { ENCRYPTION_KEYS: keys }) => {
    const outcome = await resealSecrets(database, new SecretBox(keys));
    printJson(outcome);
    if (outcome.unreadable.length > 0) {
      throw new Error('No key in ENCRYPTION_KEYS opens these: keep the key they were sealed with.');
    }
  });

export const secretsCommand = (): Command => {
  const command = new Command('secrets').description(
    'sealed secrets of channels and handoff webhooks',
  );
  command
    .command('rotate')
    .description('seal them anew under the first of ENCRYPTION_KEYS; then the others may go')
    .action(rotate);
  return command;
};
