import { ApiKeyEntity, type ApiKeyRole, apiKeyRoles } from '#persistence';
import { Command, Option } from 'commander';
import { IsNull } from 'typeorm';
import { withDatabase } from '../database.js';
import { printJson, say } from '../output.js';
import { createKey } from '../setup.js';

interface CreateOptions {
  tenant?: string;
  role: ApiKeyRole;
  name: string;
}

const create = ({ tenant, role, name }: CreateOptions): Promise<void> => {
  if ((role === 'platform') !== (tenant === undefined)) {
    throw new Error('A platform key takes no --tenant; every other role needs one.');
  }
  return withDatabase(async (database) => {
    printJson({ key: await createKey(database.manager, tenant ?? null, role, name) });
  });
};

export const keysCommand = (): Command => {
  const command = new Command('keys').description('API keys');
  command
    .command('list')
    .option('--tenant <id>', "a tenant's keys; without it the platform's")
    .action(({ tenant }: { tenant?: string }) =>
      withDatabase(async (database) => {
        const keys = await database.getRepository(ApiKeyEntity).find({
          where: { tenantId: tenant ?? IsNull() },
          order: { id: 'DESC' },
        });
        printJson(keys.map(({ hash: _hash, ...shown }) => shown));
      }),
    );
  command
    .command('create')
    .description('create a key, which is shown this once')
    .option('--tenant <id>')
    .addOption(new Option('--role <role>').choices(apiKeyRoles).default('operator'))
    .option('--name <name>', 'what it is for', 'cli')
    .action(create);
  command
    .command('revoke')
    .argument('<id>')
    .action((id: string) =>
      withDatabase(async (database) => {
        const { affected } = await database
          .getRepository(ApiKeyEntity)
          .update({ id, revokedAt: IsNull() }, { revokedAt: new Date() });
        if (affected === 0) throw new Error(`There is no key ${id} that could be revoked.`);
        say('revoked');
      }),
    );
  return command;
};
