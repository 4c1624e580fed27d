import { setTimeout as delay } from 'node:timers/promises';
import { tell } from '../harness/bench-process.js';
import { connectNodeRedis } from './node-redis.js';
import { openOrdered, type Order, readOrder } from './order.js';

export interface DropsOrder extends Order {
  readonly rounds: number;
  /** From a write until it must be seen. */
  readonly withinMs: number;
}

export interface Drops {
  readonly stale: number;
}

// A process of its own: some caches end theirs when their bus is dropped.
const order = readOrder<DropsOrder>();
let source = 'old';
const load = (): Promise<unknown> => Promise.resolve(source);
const writer = await openOrdered(order, load);
const reader = await openOrdered(order, load);
const admin = await connectNodeRedis(order.redisUrl);
let stale = 0;
for (let round = 0; round < order.rounds; round++) {
  const key = `k${round}`;
  source = 'old';
  await reader.read(key);
  await admin.sendCommand(['CLIENT', 'KILL', 'TYPE', 'pubsub']);
  source = 'new';
  await writer.drop(key);
  await delay(order.withinMs);
  if ((await reader.read(key)) === 'old') stale++;
}
tell({ stale } satisfies Drops);
process.exit(0);
