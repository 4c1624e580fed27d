import { setImmediate as yieldToIo } from 'node:timers/promises';
import { tell } from '../harness/bench-process.js';
import { openOrdered, type Order, readOrder } from './order.js';

export interface FollowerOrder extends Order {
  readonly keys: readonly string[];
  /** How long it looks for a change before it takes it as never seen. */
  readonly giveUpMs: number;
}

export interface Seen {
  /** On the clock that all processes of a machine share, in milliseconds; null: given up. */
  readonly at: number | null;
}

/** The machine's monotonic clock in milliseconds: comparable between processes. */
const now = (): number => Number(process.hrtime.bigint()) / 1e6;

const order = readOrder<FollowerOrder>();
const loads: number[] = [];
const cache = await openOrdered(order, (key) => {
  loads.push(now());
  return Promise.resolve({ key });
});
for (const key of order.keys) {
  await cache.read(key);
  loads.length = 0;
  const deadline = now() + order.giveUpMs;
  tell('holds');
  while (loads.length === 0 && now() < deadline) {
    await cache.read(key);
    // Messages of the bus come in between.
    await yieldToIo();
  }
  tell({ at: loads[0] ?? null } satisfies Seen);
}
process.exit(0);
