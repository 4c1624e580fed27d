import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Benchmark } from './benchmark.js';
import { benchmarks } from './benchmarks.js';
import { BenchServers } from './harness/bench-servers.js';
import { loadAverage, machine } from './harness/machine.js';
import { sectionText } from './harness/print.js';
import { type Section } from './harness/report.js';
import {
  BenchOptionError,
  type BenchOptions,
  readBenchmarkName,
  readBenchOptions,
} from './options.js';

const results = join('test', 'bench', 'results');

interface Order {
  readonly name: string;
  readonly benchmark: Benchmark;
  readonly options: BenchOptions;
}

/** @throws BenchOptionError */
const readOrder = async (args: string[]): Promise<Order> => {
  const name = readBenchmarkName(args, Object.keys(benchmarks));
  const benchmark = await benchmarks[name]?.();
  if (!benchmark) throw new BenchOptionError(`There is no benchmark "${name}".`);
  return { name, benchmark, options: readBenchOptions(args, Object.keys(benchmark.parts)) };
};

const { name, benchmark, options } = await readOrder(process.argv.slice(2)).catch(
  (error: unknown) => {
    if (!(error instanceof BenchOptionError)) throw error;
    console.error(error.message);
    return process.exit(2);
  },
);

const startedAt = new Date();
const sections: (Section & { part: string; loadBefore: number; loadAfter: number })[] = [];
{
  await using servers = await BenchServers.start({
    ...benchmark.servers,
    durable: options.durable,
  });
  for (const [part, bench] of Object.entries(benchmark.parts)) {
    if (options.parts.length > 0 && !options.parts.includes(part)) continue;
    const loadBefore = loadAverage();
    const partStartedAt = performance.now();
    for (const section of await bench(servers, options)) {
      sections.push({ part, ...section, loadBefore, loadAfter: loadAverage() });
      console.log(sectionText(section));
    }
    const seconds = ((performance.now() - partStartedAt) / 1000).toFixed(1);
    console.log(
      `  ${part} took ${seconds} s; load average: ${loadBefore.toFixed(2)} before, ${loadAverage().toFixed(2)} after`,
    );
  }
}

const file = join(results, `${name}${options.quick ? '-quick' : ''}.json`);
await mkdir(results, { recursive: true });
const report = {
  benchmark: name,
  startedAt,
  options,
  machine: machine(benchmark.packages),
  sections,
};
await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);

const targets = sections.flatMap((section) => section.targets);
const missed = targets.filter(({ passed }) => !passed).length;
console.log(`\n${targets.length - missed} of ${targets.length} targets met; figures in ${file}`);
process.exit(options.strict && missed > 0 ? 1 : 0);
