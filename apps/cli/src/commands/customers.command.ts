import { customerData, eraseCustomer } from '#conversations';
import { Command } from 'commander';
import { withDatabase } from '../database.js';
import { printJson } from '../output.js';

interface Customer {
  tenant: string;
}

const shown = <Result>(found: Result | null, id: string): void => {
  if (found === null) throw new Error(`There is no customer ${id} of this tenant.`);
  printJson(found);
};

export const customersCommand = (): Command => {
  const command = new Command('customers').description("customers' personal data");
  command
    .command('export')
    .description('print everything kept of a customer')
    .argument('<id>')
    .requiredOption('--tenant <id>')
    .action((id: string, { tenant }: Customer) =>
      withDatabase(async (database) => shown(await customerData(database, tenant, id), id)),
    );
  command
    .command('erase')
    .description('delete everything kept of a customer, and print the proof')
    .argument('<id>')
    .requiredOption('--tenant <id>')
    .action((id: string, { tenant }: Customer) =>
      withDatabase(async (database) => shown(await eraseCustomer(database, tenant, id, 'cli'), id)),
    );
  return command;
};
