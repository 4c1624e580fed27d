import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Proxy } from '../../test/proxy.js';
import { RedisLeaseFixture } from '../../test/redis-lease-fixture.js';
import { RedisServers } from '../../test/redis-servers.js';
import { until } from '../../test/until.js';
import { LeaseUnavailableError } from '../errors.js';
import { type Leases } from './leases.js';

const resource = 'resource';

/** The half second that a command may take, in milliseconds, four times over for a busy machine. */
const soon = 2000;

/** How long `work` takes to fail, in milliseconds. */
const failsAfter = async (work: Promise<unknown>, error: typeof LeaseUnavailableError) => {
  const startedAt = performance.now();
  await expect(work).rejects.toThrow(error);
  return performance.now() - startedAt;
};

const isBack = async (leases: Leases): Promise<boolean> => {
  try {
    await using lease = await leases.acquire(resource, { contention: { waitMs: 5000 } });
    return lease.remainingMs > 0;
  } catch {
    return false;
  }
};

describe.each([
  { name: 'the only Redis', nodes: 1, lost: [0] },
  { name: 'two of three Redis', nodes: 3, lost: [0, 2] },
])('leases without $name', ({ nodes, lost }) => {
  let servers: RedisServers;
  let fixture: RedisLeaseFixture;
  let leases: Leases;

  beforeEach(async () => {
    servers = await RedisServers.start(nodes);
    fixture = new RedisLeaseFixture(servers.urls);
    leases = await fixture.open();
  });

  afterEach(async () => {
    await fixture[Symbol.asyncDispose]();
    await servers[Symbol.asyncDispose]();
  });

  const each = (change: (index: number) => unknown) => Promise.all(lost.map(change));

  it('are refused at once while it is down, and back soon after', async () => {
    await each((index) => servers.stop(index));
    expect(await failsAfter(leases.acquire(resource), LeaseUnavailableError)).toBeLessThan(soon);
    expect(await failsAfter(leases.inspect(resource), LeaseUnavailableError)).toBeLessThan(soon);
    expect(await failsAfter(leases.list(), LeaseUnavailableError)).toBeLessThan(soon);
    const forcing = leases.forceRelease(resource, { by: 'ada', reason: 'stuck' });
    expect(await failsAfter(forcing, LeaseUnavailableError)).toBeLessThan(soon);
    expect(leases.stats()).toMatchObject({ errors: 1, contended: 0 });
    await each((index) => servers.restart(index));
    await until(() => isBack(leases), 2000);
  });

  it('are refused soon while it hangs, and leave no lock behind', async () => {
    await each((index) => servers.pause(index));
    const attempts = Array.from({ length: 5 }, () =>
      failsAfter(leases.acquire(resource), LeaseUnavailableError),
    );
    for (const milliseconds of await Promise.all(attempts)) expect(milliseconds).toBeLessThan(soon);
    await each((index) => servers.resume(index));
    // What the hung nodes had still queued is undone as well: the TTL is 30 seconds.
    await until(() => isBack(leases), 3000);
  });

  it('are kept through a short outage', async () => {
    await using lease = await leases.acquire(resource, { ttlMs: 5000, heartbeatMs: 50 });
    await each((index) => servers.pause(index));
    const { heldMs } = lease;
    await until(() => lease.heldMs > heldMs + 1000);
    expect(lease.signal.aborted).toBe(false);
    await each((index) => servers.resume(index));
    await until(() => lease.remainingMs > 4500);
  });

  it('are lost when it outlasts the TTL, and what the work throws still counts', async () => {
    const work = leases.using(resource, { ttlMs: 600, heartbeatMs: 100 }, async ({ signal }) => {
      await each((index) => servers.pause(index));
      await until(() => signal.aborted, 1000);
      throw new Error('business');
    });
    await expect(work).rejects.toThrow('business');
    expect(leases.stats()).toMatchObject({ lost: 1, holders: [] });
    await each((index) => servers.resume(index));
  });

  it('are lost when it comes back empty', async () => {
    await using lease = await leases.acquire(resource, { ttlMs: 10_000, heartbeatMs: 50 });
    await each((index) => servers.restart(index));
    await until(() => lease.signal.aborted, 10_000);
  });

  it('are to be had by a process that starts meanwhile, when it is back', async () => {
    await each((index) => servers.stop(index));
    const starting = performance.now();
    const late = await fixture.open();
    expect(performance.now() - starting).toBeLessThan(500);
    await expect(late.acquire(resource)).rejects.toThrow(LeaseUnavailableError);
    await each((index) => servers.restart(index));
    await until(() => isBack(late), 2000);
  });
});

it('leases are back soon after their connections died without being closed', async () => {
  await using servers = await RedisServers.start(1);
  await using proxy = await Proxy.to(servers.urls[0] ?? '');
  await using fixture = new RedisLeaseFixture([proxy.url]);
  const leases = await fixture.open();
  expect(await isBack(leases)).toBe(true);
  proxy.killConnections();
  await expect(leases.acquire(resource)).rejects.toThrow(LeaseUnavailableError);
  await until(() => isBack(leases), 4000);
});
