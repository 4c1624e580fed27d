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
  /** In milliseconds, one for each read in turn; a read that is given up counts as {@link giveUpMs}. */
  readonly milliseconds: readonly number[];
  readonly errors: number;
  /** Rejections and exceptions that nobody had a chance to handle: they end a process by default. */
  readonly unhandled: number;
}

const giveUpMs = 3000;
/** After so many there is no need for more. */
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
const read = (key: string): Promise<unknown> =>
  cache.read(key).catch(() => {
    errors++;
  });
for (let index = 0; index < order.reads; index++) {
  const startedAt = performance.now();
  await Promise.race([read(`k${index}`), delay(giveUpMs)]);
  milliseconds.push(performance.now() - startedAt);
  if (milliseconds.filter((each) => each >= giveUpMs).length >= mostGivenUp) break;
}
tell({ milliseconds, errors, unhandled } satisfies Suffered);
process.exit(0);
