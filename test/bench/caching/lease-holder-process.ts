import { tell } from '../harness/bench-process.js';
import { leaseMs, openWithLease } from './lease.js';
import { type Order, readOrder } from './order.js';

// Dies in the middle of a load, with the lease in its hand.
const order = readOrder<Order>();
const { family } = await openWithLease(order, leaseMs);
await family.get('s', 'k', () => {
  tell('loading');
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
});
