import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { benchBursts } from './bursts/bursts.bench.js';
import { BenchServers } from './harness/bench-servers.js';
import { loadAverage, machine } from './harness/machine.js';
import { sectionText } from './harness/print.js';
import { type Section } from './harness/report.js';
import { benchLeases } from './leases/leases.bench.js';
import { BenchOptionError, type BenchOptions, readBenchOptions } from './options.js';
import { benchRelations } from './relations/relations.bench.js';
import { benchTurns } from './turns/turns.bench.js';
import { benchWebhooks } from './webhooks/webhooks.bench.js';

type Part = (servers: BenchServers, options: BenchOptions) => Promise<Section[]>;

const parts: Record<string, Part> = {
  leases: benchLeases,
  turns: benchTurns,
  webhooks: benchWebhooks,
  bursts: benchBursts,
  relations: benchRelations,
};

const results = join('test', 'bench', 'results');

const options = ((): BenchOptions => {
  try {
    return readBenchOptions(process.argv.slice(2), Object.keys(parts));
  } catch (error) {
    if (!(error instanceof BenchOptionError)) throw error;
    console.error(error.message);
    return process.exit(2);
  }
})();

const startedAt = new Date();
const sections: (Section & { part: string; loadBefore: number; loadAfter: number })[] = [];
{
  await using servers = await BenchServers.start({ redisNodes: 3, durable: options.durable });
  for (const [part, bench] of Object.entries(parts)) {
    if (options.parts.length > 0 && !options.parts.includes(part)) continue;
    const loadBefore = loadAverage();
    for (const section of await bench(servers, options)) {
      sections.push({ part, ...section, loadBefore, loadAfter: loadAverage() });
      console.log(sectionText(section));
    }
    console.log(
      `  load average: ${loadBefore.toFixed(2)} before, ${loadAverage().toFixed(2)} after`,
    );
  }
}

const file = join(results, options.quick ? 'dedup-quick.json' : 'dedup.json');
await mkdir(results, { recursive: true });
const report = { benchmark: 'dedup', startedAt, options, machine: machine(), sections };
await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);

const targets = sections.flatMap((section) => section.targets);
const missed = targets.filter(({ passed }) => !passed).length;
console.log(`\n${targets.length - missed} of ${targets.length} targets met; figures in ${file}`);
process.exit(options.strict && missed > 0 ? 1 : 0);
