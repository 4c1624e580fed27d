import { Command } from 'commander';
import { withDatabase } from '../database.js';
import { seedDemo } from '../demo/seed-demo.js';
import { printJson } from '../output.js';

export const seedCommand = (): Command =>
  new Command('seed')
    .description('create or refresh the demo shop, and print what is needed to talk to it')
    .option(
      '--delivery-url <url>',
      "where the demo's webhook channel delivers",
      'http://127.0.0.1:9/',
    )
    .option('--keys-file <path>', 'where the demo keys are kept between runs', '.tulia/demo.json')
    .action(({ deliveryUrl, keysFile }: { deliveryUrl: string; keysFile: string }) =>
      withDatabase(async (database, environment) => {
        printJson(await seedDemo(database, environment.ENCRYPTION_KEYS, { deliveryUrl, keysFile }));
      }),
    );
