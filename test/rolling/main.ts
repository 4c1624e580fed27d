import { parseArgs } from 'node:util';
import { rollingRestart } from './rolling-restart.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    /** Messages a second. */
    rate: { type: 'string', default: '50' },
  },
});
const minutes = Number(values.minutes);
const perSecond = Number(values.rate);
if (!(minutes > 0) || !(perSecond > 0)) {
  console.error('Usage: npm run rolling -- [--minutes=3] [--rate=50]');
  process.exit(2);
}

/** Until a message is durable; what the issue allows while services are replaced. */
const mostMs = 250;

const result = await rollingRestart({ minutes, perSecond, customers: perSecond * 10 });
console.log(
  `${result.restarts} restarts under ${perSecond} messages a second, ${result.posted} in all`,
);
const bars: [name: string, value: number, most: number][] = [
  ['killed, as they did not drain in time', result.killed, 0],
  ['answered with a 5xx', result.failed, 0],
  ['refused, cut or failed', result.refused, 0],
  ['lost', result.lost, 0],
  ['doubled', result.doubled, 0],
  ['p99 of acknowledgements, ms', Math.round(result.p99), mostMs],
];
for (const [name, value, most] of bars) {
  console.log(`${value <= most ? 'PASS' : 'FAIL'}  ${name}: ${value} (wanted ≤ ${most})`);
}
console.log(`      p50 of acknowledgements, ms: ${Math.round(result.p50)}`);
process.exit(bars.every(([, value, most]) => value <= most) ? 0 : 1);
