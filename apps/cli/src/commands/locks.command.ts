import { turnLease } from '#contracts';
import { heldTurns, releaseTurn } from '#conversations';
import { Command } from 'commander';
import { withDatabase } from '../database.js';
import { printJson } from '../output.js';

const maxListed = 1000;

/** @throws when the key is not that of a turn */
const conversationOf = (key: string): string => {
  const id = /^turn:([0-9a-f-]{36})$/i.exec(key)?.[1];
  if (id === undefined) throw new Error(`${key} is no lock: a lock is turn:<conversation id>.`);
  return id;
};

export const locksCommand = (): Command => {
  const command = new Command('locks').description('which workers hold which conversations');
  command
    .command('list')
    .option('--tenant <id>', "a tenant's only")
    .action(({ tenant }: { tenant?: string }) =>
      withDatabase(async (database) => {
        const turns = await heldTurns(database, tenant ?? null, maxListed);
        printJson(turns.map((turn) => ({ key: turnLease(turn.conversationId), ...turn })));
      }),
    );
  command
    .command('release')
    .argument('<key>', 'as `locks list` shows it')
    .description('take a conversation from the worker that holds it; what it still does is void')
    .requiredOption('--reason <text>', 'for the audit')
    .action((key: string, { reason }: { reason: string }) =>
      withDatabase(async (database) => {
        const conversation = { tenantId: null, conversationId: conversationOf(key) };
        printJson({
          key,
          ...(await releaseTurn(database, conversation, { by: 'cli', reason })),
        });
      }),
    );
  return command;
};
