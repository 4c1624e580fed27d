import { messageAudit, messageState, replay } from '#conversations';
import { MessageEntity } from '#persistence';
import { Command } from 'commander';
import { type DataSource } from 'typeorm';
import { withDatabase } from '../database.js';
import { printJson } from '../output.js';

/** @throws when there is no such message */
const tenantOf = async (database: DataSource, id: string): Promise<string> => {
  const message = await database.getRepository(MessageEntity).findOneBy({ id });
  if (message === null) throw new Error(`There is no message ${id}.`);
  return message.tenantId;
};

export const messagesCommand = (): Command => {
  const command = new Command('messages').description('what became of a message');
  command
    .command('state')
    .argument('<id>')
    .action((id: string) =>
      withDatabase(async (database) => {
        printJson(await messageState(database, await tenantOf(database, id), id));
      }),
    );
  command
    .command('audit')
    .argument('<id>')
    .description('the whole way: received, turn, reply, delivery, and who did what')
    .action((id: string) =>
      withDatabase(async (database) => {
        printJson(await messageAudit(database, await tenantOf(database, id), id));
      }),
    );
  command
    .command('replay')
    .argument('<id>')
    .description('have a message answered that was given up or discarded')
    .option('--force', 'also one that was answered, or left to a human', false)
    .action((messageId: string, { force }: { force: boolean }) =>
      withDatabase(async (database) => {
        const tenantId = await tenantOf(database, messageId);
        await replay(database, { tenantId, messageId }, { by: 'cli', force });
        printJson(await messageState(database, tenantId, messageId));
      }),
    );
  return command;
};
