import { parseArgs } from 'node:util';
import { importUnderFire } from './import-under-fire.js';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '100000' } } });
const rows = Number(values.rows);
if (!Number.isInteger(rows) || rows < 10_000) {
  console.error('Usage: npm run imports -- [--rows=100000]');
  process.exit(2);
}

/** What the issue allows. */
const mostMegabytes = 150;

const result = await importUnderFire(rows);
console.log(
  `${rows} products, ${result.megabytes} MB of CSV: received in ${result.receivedMs} ms; killed at ` +
    `${result.rowsAtKill} rows; completed ${result.resumedMs} ms after another gateway took over`,
);
const bars: [name: string, value: number, least: number, most: number][] = [
  ['items made', result.created, rows, rows],
  ['progress that was seen on the way, steps', result.progressSteps, 5, Infinity],
  ['looks that saw a part of it', result.halfSeen, 0, 0],
  ['memory growth where it was received, MB', result.receiverGrowth, -Infinity, mostMegabytes],
  ['memory growth where it was completed, MB', result.workerGrowth, -Infinity, mostMegabytes],
];
const holds = ([, value, least, most]: (typeof bars)[number]): boolean =>
  value >= least && value <= most;
for (const bar of bars) {
  const [name, value, least, most] = bar;
  console.log(`${holds(bar) ? 'PASS' : 'FAIL'}  ${name}: ${value} (wanted ${least} to ${most})`);
}
process.exit(bars.every(holds) ? 0 : 1);
