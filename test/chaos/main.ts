// `npm run chaos`: the suite under faults, judged by the provider's own log.
import { startPostgres, stopPostgresIn } from '#local-servers';
import { Command, InvalidArgumentError, Option } from 'commander';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { outcome, table, toJson } from './report.ts';
import { complaintsAbout, type RunResult } from './run-result.ts';
import { run, type RunServers } from './run.ts';
import * as scenarios from './scenario.ts';
import { prepareShop } from './shop.ts';

const positive = (value: string): number => {
  const number = Number(value);
  if (!(number > 0)) throw new InvalidArgumentError('must be a number above 0');
  return number;
};

interface Options {
  messages: number;
  seed: number;
  seeds: number;
  minutes?: number;
  factor: number;
  only?: string;
  plan: (typeof plans)[number];
  json?: string;
}

const plans = ['standard', 'smoke', 'verify'] as const;

const options = new Command('chaos')
  .description(
    'faults on the running suite: 0 lost, 0 doubled, 0 ghosts, 0 out of order, or it fails',
  )
  .option('--messages <n>', 'messages of the great run', positive, 2000)
  .option('--seed <n>', 'the same number makes the same plan', positive, 1)
  .option('--seeds <n>', 'great runs, each with the next seed', positive, 1)
  .option('--minutes <n>', 'how long traffic and faults of the great run last', positive)
  .option('--factor <n>', 'what all times are divided by', positive, 15)
  .option('--only <text>', 'only scenarios whose name has this in it')
  .addOption(new Option('--plan <name>', 'which scenarios').choices(plans).default('standard'))
  .option('--json <file>', 'where the results go as JSON', 'test/bench/results/chaos.json')
  .parse()
  .opts<Options>();

const planOf = ({
  messages,
  seed,
  seeds,
  minutes,
  factor,
  plan,
}: Options): scenarios.Scenario[] => {
  const basis = { seed, factor };
  const bases = Array.from({ length: seeds }, (_, index) => ({ seed: seed + index, factor }));
  const durationMs = minutes === undefined ? undefined : minutes * 60_000;
  const policies = ['at_most_once', 'at_least_once'] as const;
  switch (plan) {
    case 'smoke':
      return [
        scenarios.everything(basis, 100, 10_000),
        ...scenarios.ablated(basis, 60).slice(0, 1),
      ];
    case 'verify':
      return [
        ...bases.map((each) => scenarios.everything(each, 200)),
        scenarios.everything(basis, messages, durationMs),
        ...policies.map((policy) => scenarios.withoutKeys(basis, 300, policy)),
        ...policies.map((policy) => scenarios.answersLost(basis, 200, policy)),
        scenarios.calm(basis, 200),
        scenarios.withoutRedis(basis, 200),
        scenarios.redisOutage(basis, 600),
        ...scenarios.ablated(basis, 200),
      ];
    case 'standard':
      return [
        ...bases.map((each) => scenarios.everything(each, messages, durationMs)),
        ...policies.map((policy) => scenarios.withoutKeys(basis, 150, policy)),
        ...scenarios.ablated(basis, 150),
      ];
  }
};

const planned = planOf(options).filter(({ name }) => name.includes(options.only ?? ''));
const directory = await mkdtemp(join(tmpdir(), 'tulia-chaos-'));
const postgres = await startPostgres({ dataDir: join(directory, 'postgres') });
const results: RunResult[] = [];
try {
  console.log(
    `All times are divided by ${options.factor}; the plan follows from seed ${options.seed}.\n`,
  );
  const servers: RunServers = {
    directory,
    postgres,
    shop: await prepareShop(postgres.url, directory),
  };
  for (const scenario of planned) {
    const result = await run(scenario, servers);
    results.push(result);
    console.log(outcome(result));
  }
} finally {
  await stopPostgresIn(join(directory, 'postgres'));
  await rm(directory, { recursive: true, force: true });
}
console.log(`\n${table(results)}\n`);
if (options.json !== undefined) {
  await mkdir(dirname(options.json), { recursive: true });
  await writeFile(options.json, `${JSON.stringify(toJson(results), null, 2)}\n`);
}
const failed = results.filter((result) => complaintsAbout(result).length > 0);
console.log(
  `chaos: ${results.length - failed.length} of ${planned.length} scenarios as they should be`,
);
process.exit(failed.length === 0 ? 0 : 1);
