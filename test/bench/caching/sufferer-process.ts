import { setTimeout as delay } from 'node:timers/promises';
import { tell } from '../harness/bench-process.js';
import { waitAt } from './gate.js';
import { connectNodeRedis } from './node-redis.js';
import { openOrdered, type Order, readOrder } from './order.js';

export interface SuffererOrder extends Order {
  /** Of a Redis that stays well: on it the gate opens once the other is in trouble. */
  readonly gateUrl: string;
  readonly gate: string;
  readonly reads: number;
  readonly loadMs: number;
}

export interface Suffered {
  /** In milliseconds, one for each read in turn, up to the moment at which it was given up. */
  readonly milliseconds: readonly number[];
  readonly errors: number;
  /** Reads without an answer after three seconds; after three of them no more were tried. */
  readonly givenUp: number;
  /** Rejections and exceptions that nobody had a chance to handle: they end a process by default. */
  readonly unhandled: number;
}

const giveUpMs = 3000;
const mostGivenUp = 3;

const order = readOrder<SuffererOrder>();
let unhandled = 0;
process.on('unhandledRejection', () => unhandled++).on('uncaughtException', () => unhandled++);
const cache = await openOrdered(order, async (key) => {
  await delay(order.loadMs);
  return { key };
});
await cache.read('before');
const gate = await connectNodeRedis(order.gateUrl);
tell('ready');
await waitAt(gate, order.gate);

const milliseconds: number[] = [];
let errors = 0;
let givenUp = 0;
const read = (key: string): Promise<unknown> =>
  cache.read(key).catch(() => {
    errors++;
  });
for (let index = 0; index < order.reads; index++) {
  const startedAt = performance.now();
  const answered = read(`k${index}`).then(() => true);
  if (!(await Promise.race([answered, delay(giveUpMs, false)]))) givenUp++;
  milliseconds.push(performance.now() - startedAt);
  if (givenUp >= mostGivenUp) break;
}
tell({ milliseconds, errors, givenUp, unhandled } satisfies Suffered);
process.exit(0);
