import { Command } from 'commander';
import { backupCommands } from './commands/backup.command.js';
import { cacheCommand } from './commands/cache.command.js';
import { customersCommand } from './commands/customers.command.js';
import { docsCommand } from './commands/docs.command.js';
import { doctorCommand } from './commands/doctor.command.js';
import { keysCommand } from './commands/keys.command.js';
import { locksCommand } from './commands/locks.command.js';
import { messagesCommand } from './commands/messages.command.js';
import { migrateCommand } from './commands/migrate.command.js';
import { reconcileCommand } from './commands/reconcile.command.js';
import { searchCommand } from './commands/search.command.js';
import { secretsCommand } from './commands/secrets.command.js';
import { seedCommand } from './commands/seed.command.js';
import { statisticsCommand } from './commands/statistics.command.js';
import { tenantsCommand } from './commands/tenants.command.js';

/** Every command of the command line, not run yet. */
export const commandLine = (): Command => {
  const program = new Command('tulia')
    .description('Operations from the shell. Needs DATABASE_URL.')
    .addCommand(migrateCommand())
    .addCommand(seedCommand())
    .addCommand(tenantsCommand())
    .addCommand(keysCommand())
    .addCommand(secretsCommand())
    .addCommand(customersCommand())
    .addCommand(messagesCommand())
    .addCommand(locksCommand())
    .addCommand(cacheCommand())
    .addCommand(searchCommand())
    .addCommand(reconcileCommand())
    .addCommand(statisticsCommand())
    .addCommand(doctorCommand())
    .addCommand(docsCommand());
  for (const command of backupCommands()) program.addCommand(command);
  return program;
};
