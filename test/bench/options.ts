import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** A few seconds instead of minutes: shows that everything runs, not how fast. */
  quick: boolean;
  /** How often each contestant is measured; figures are medians over the rounds. */
  rounds: number;
  /** Only these parts; empty: all of them. */
  parts: string[];
  /** Commits wait for the disk, as in production; without, no slow disk hides what the code costs. */
  durable: boolean;
  /** Missed targets make the exit code 1. */
  strict: boolean;
}

/** The message is one line for the person at the terminal. */
export class BenchOptionError extends Error {}

const usage =
  'npm run bench -- NAME [--quick] [--rounds=5] [--part=NAME,NAME] [--durable] [--strict]';

const declaration = {
  quick: { type: 'boolean', default: false },
  rounds: { type: 'string' },
  part: { type: 'string', default: '' },
  durable: { type: 'boolean', default: false },
  strict: { type: 'boolean', default: false },
} as const;

const parse = (
  args: string[],
): ReturnType<typeof parseArgs<{ options: typeof declaration; allowPositionals: true }>> => {
  try {
    return parseArgs({ args, options: declaration, allowPositionals: true });
  } catch (error) {
    throw new BenchOptionError(`${(error as Error).message} Usage: ${usage}`, { cause: error });
  }
};

/** Which of the benchmarks is asked for. @throws BenchOptionError */
export const readBenchmarkName = (args: string[], benchmarks: readonly string[]): string => {
  const name = parse(args).positionals.join(' ');
  if (benchmarks.includes(name)) return name;
  const problem = name === '' ? 'Which benchmark?' : `There is no benchmark "${name}".`;
  throw new BenchOptionError(`${problem} There are ${benchmarks.join()}. Usage: ${usage}`);
};

/** @param parts those of the benchmark asked for @throws BenchOptionError */
export const readBenchOptions = (args: string[], parts: readonly string[]): BenchOptions => {
  const { values } = parse(args);
  const wanted = values.part.split(',').filter((part) => part !== '');
  const unknown = wanted.filter((part) => !parts.includes(part));
  if (unknown.length > 0) {
    throw new BenchOptionError(`There is no part "${unknown.join()}"; there are ${parts.join()}.`);
  }
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 5));
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) {
    throw new BenchOptionError(`--rounds must be a number from 1 to 100, not "${values.rounds}".`);
  }
  const { quick, durable, strict } = values;
  return { quick, rounds, parts: wanted, durable, strict };
};
