import { TenantEntity } from '#persistence';
import { Command } from 'commander';
import { withDatabase } from '../database.js';
import { printJson } from '../output.js';
import { createKey, createTenant } from '../setup.js';

export const tenantsCommand = (): Command => {
  const command = new Command('tenants').description('businesses');
  command
    .command('list')
    .description('list tenants, newest first')
    .action(() =>
      withDatabase(async (database) => {
        printJson(await database.getRepository(TenantEntity).find({ order: { id: 'DESC' } }));
      }),
    );
  command
    .command('create')
    .argument('<name>')
    .description('create a tenant and its owner key, which is shown this once')
    .action((name: string) =>
      withDatabase(async (database) => {
        const created = await database.transaction(async (manager) => {
          const id = await createTenant(manager, { name });
          return { id, ownerKey: await createKey(manager, id, 'owner', 'owner') };
        });
        printJson(created);
      }),
    );
  return command;
};
