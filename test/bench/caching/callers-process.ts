import { setTimeout as delay } from 'node:timers/promises';
import { tell } from '../harness/bench-process.js';
import { waitAt } from './gate.js';
import { connectNodeRedis } from './node-redis.js';
import { openOrdered, type Order, readOrder } from './order.js';
import { productOf } from './workload.js';

export interface CallersOrder extends Order {
  /** A single Redis, for the gate alone. */
  readonly gateUrl: string;
  readonly gate: string;
  readonly callers: number;
  readonly loadMs: number;
  /** All callers read the first, then all the second, … */
  readonly keys: readonly string[];
}

export interface CallersResult {
  readonly loads: number;
  /** From the gate's opening until the last caller has its value. */
  readonly milliseconds: number;
}

const order = readOrder<CallersOrder>();
let loads = 0;
const cache = await openOrdered(order, async (key) => {
  loads++;
  await delay(order.loadMs);
  return productOf(key);
});
const client = await connectNodeRedis(order.gateUrl);
tell('ready');
for (const key of order.keys) {
  loads = 0;
  await waitAt(client, order.gate);
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: order.callers }, () => cache.read(key)));
  tell({ loads, milliseconds: performance.now() - startedAt } satisfies CallersResult);
}
process.exit(0);
