import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DedupOptions } from '../src/dedup.options.js';
import { LeaseContendedError, LeaseLostError, LeaseTimeoutError } from '../src/errors.js';
import { type Leases } from '../src/leases/leases.js';
import { Gate, until } from './until.js';

/** One backend, empty, as several processes see it. */
export interface LeaseFixture extends AsyncDisposable {
  /** One more process. */
  open(options?: Partial<DedupOptions>): Promise<Leases>;
  /** The process lives on, but reaches nothing any more. */
  cutOff(leases: Leases): Promise<void>;
  /** Behind the holder's back. */
  remove(resource: string): Promise<void>;
  giveToThief(resource: string): Promise<void>;
}

/** What leases promise, wherever they are kept. */
export function describeLeases(name: string, create: () => Promise<LeaseFixture>): void {
  describe(`leases ${name}`, () => {
    const resource = 'customer {7}: "ü"';
    let fixture: LeaseFixture;
    let leases: Leases;
    let others: Leases;

    beforeEach(async () => {
      fixture = await create();
      leases = await fixture.open({ workerId: 'worker|1' });
      others = await fixture.open({ workerId: 'worker-2' });
    });

    afterEach(async () => {
      await fixture[Symbol.asyncDispose]();
    });

    it('let one of 50 callers in at a time, and each in its turn', async () => {
      let inside = 0;
      const seen: number[] = [];
      const enter = (process: Leases) =>
        process.using(resource, { contention: { waitMs: 25_000 } }, async () => {
          seen.push(++inside);
          await new Promise(setImmediate);
          inside--;
        });
      await Promise.all(Array.from({ length: 50 }, (_, i) => enter(i % 2 ? leases : others)));
      expect(seen).toEqual(Array(50).fill(1));
    });

    it('go to one of 50 callers who do not wait', async () => {
      const attempt = (process: Leases) => process.acquire(resource, { contention: 'skip' });
      const all = Array.from({ length: 50 }, (_, i) => attempt(i % 2 ? leases : others));
      const got = (await Promise.all(all)).filter((lease) => lease !== undefined);
      expect(got).toHaveLength(1);
    });

    it('are free again after their release', async () => {
      {
        await using lease = await leases.acquire(resource);
        expect(lease.remainingMs).toBeGreaterThan(0);
        await expect(others.acquire(resource)).rejects.toThrow(LeaseContendedError);
      }
      await using lease = await others.acquire(resource);
      expect(lease.signal.aborted).toBe(false);
    });

    it('are free after their TTL when the holder is cut off, who knows it by then', async () => {
      const lease = await leases.acquire(resource, { ttlMs: 500, heartbeatMs: 100 });
      await fixture.cutOff(leases);
      await others.using(resource, { contention: { waitMs: 5000 } }, () => {
        expect(lease.remainingMs).toBe(0);
        return until(() => lease.signal.aborted);
      });
    });

    it('outlive their TTL by the heartbeat', async () => {
      await using lease = await leases.acquire(resource, { ttlMs: 1200, heartbeatMs: 200 });
      await until(async () => {
        expect(await others.acquire(resource, { contention: 'skip' })).toBeUndefined();
        return lease.heldMs > 2000;
      });
      expect(lease.signal.aborted).toBe(false);
    });

    it.each(['remove', 'giveToThief'] as const)('tell their holder of %s', async (loss) => {
      await using lease = await leases.acquire(resource, { ttlMs: 2000, heartbeatMs: 50 });
      await fixture[loss](resource);
      await until(() => lease.signal.aborted, 2050);
      expect(lease.signal.reason).toBeInstanceOf(LeaseLostError);
      expect(lease.remainingMs).toBe(0);
    });

    it('leave a newer holder alone when an older one releases', async () => {
      const lease = await leases.acquire(resource);
      await fixture.giveToThief(resource);
      await lease.release();
      await expect(others.acquire(resource)).rejects.toThrow(LeaseContendedError);
    });

    it('count a blocked process out at once, and for good', async () => {
      await using lease = await leases.acquire(resource, { ttlMs: 200, heartbeatMs: 150 });
      const blockedUntil = performance.now() + 300;
      while (performance.now() < blockedUntil);
      expect(lease.remainingMs).toBe(0);
      await until(() => lease.signal.aborted);
      await using next = await others.acquire(resource, { contention: { waitMs: 5000 } });
      expect(next.signal.aborted).toBe(false);
    });

    it('give a waiter its whole TTL, however long it waited', async () => {
      const lease = await leases.acquire(resource);
      const waiting = others.acquire(resource, { ttlMs: 2000, contention: { waitMs: 10_000 } });
      await until(() => lease.heldMs > 2500);
      await lease.release();
      await using next = await waiting;
      expect(next.remainingMs).toBeGreaterThan(1000);
      expect(next.signal.aborted).toBe(false);
    });

    it('end the waiting at its deadline', async () => {
      await leases.using(resource, {}, async () => {
        const waiting = others.acquire(resource, { contention: { waitMs: 200 } });
        await expect(waiting).rejects.toThrow(LeaseTimeoutError);
      });
      expect(others.stats()).toMatchObject({ timedOut: 1, contended: 0 });
    });

    it('end the waiting by the caller’s signal, with its reason', async () => {
      const caller = new AbortController();
      const { signal } = caller;
      await leases.using(resource, {}, async () => {
        const waiting = others.acquire(resource, { contention: { waitMs: 10_000 }, signal });
        caller.abort(new Error('changed my mind'));
        await expect(waiting).rejects.toThrow('changed my mind');
      });
    });

    it('throw what the work throws, lost or not', async () => {
      const failing = leases.using(resource, {}, () => Promise.reject(new Error('business')));
      await expect(failing).rejects.toThrow('business');

      const options = { ttlMs: 300, heartbeatMs: 50 };
      const losing = leases.using(resource, options, async ({ signal }) => {
        await fixture.giveToThief(resource);
        await until(() => signal.aborted);
        throw new Error('business');
      });
      await expect(losing).rejects.toThrow('business');
    });

    it('show who holds what, in any process', async () => {
      await using one = await leases.acquire(resource, { ttlMs: 20_000 });
      await using other = await others.acquire('other', { ttlMs: 10_000 });
      const held = await others.inspect(resource);
      expect(held).toMatchObject({ resource, workerId: 'worker|1' });
      expect(held?.acquiredAt.getTime()).toBeCloseTo(one.acquiredAt.getTime(), -4);
      expect(held?.expiresInMs).toBeGreaterThan(10_000);
      expect(await others.inspect('nobody’s')).toBeUndefined();
      const names = (await leases.list()).map((listed) => listed.resource);
      expect(names).toEqual([one.resource, other.resource]);
      expect(await leases.list({ limit: 1 })).toHaveLength(1);
    });

    it('list nothing that was released', async () => {
      await leases.using(resource, {}, () => Promise.resolve());
      expect(await leases.list()).toEqual([]);
      expect(await leases.inspect(resource)).toBeUndefined();
    });

    it('can be taken from their holder by force, for a reason', async () => {
      const hook = new Gate();
      const orders: unknown[] = [];
      const operator = await fixture.open({
        onForceRelease: (order) => hook.passed.then(() => void orders.push(order)),
      });
      await using lease = await leases.acquire(resource, { ttlMs: 2000, heartbeatMs: 50 });
      const forcing = operator.forceRelease(resource, { by: 'ada', reason: 'stuck' });
      expect(await others.acquire(resource, { contention: 'skip' })).toBeUndefined();
      hook.open();
      const holder = await forcing;
      expect(holder).toMatchObject({ resource, workerId: 'worker|1' });
      expect(orders).toEqual([{ resource, by: 'ada', reason: 'stuck', holder }]);
      await using next = await others.acquire(resource);
      await until(() => lease.signal.aborted, 2050);
      expect(next.signal.aborted).toBe(false);
    });

    it('stay with their holder when the forced release is refused', async () => {
      const operator = await fixture.open({
        onForceRelease: () => Promise.reject(new Error('no audit, no release')),
      });
      await leases.using(resource, {}, async () => {
        const forcing = operator.forceRelease(resource, { by: 'ada', reason: 'stuck' });
        await expect(forcing).rejects.toThrow('no audit, no release');
        await expect(others.acquire(resource)).rejects.toThrow(LeaseContendedError);
      });
    });

    it('are counted, and reported as they happen', async () => {
      const events: string[] = [];
      const watched = await fixture.open({
        onEvent: (event) => {
          if ('resource' in event) events.push(`${event.type} ${event.resource}`);
        },
      });
      const lease = await watched.acquire('a');
      await watched.acquire('a', { contention: 'skip' });
      expect(watched.stats().holders).toMatchObject([{ resource: 'a' }]);
      await lease.release();
      await lease.release();
      await using lost = await watched.acquire('b', { ttlMs: 2000, heartbeatMs: 50 });
      await fixture.remove('b');
      await until(() => lost.signal.aborted, 2050);
      expect(events).toEqual(['acquired a', 'contended a', 'released a', 'acquired b', 'lost b']);
      const stats = watched.stats();
      expect(stats).toMatchObject({ acquired: 2, contended: 1, released: 1, lost: 1, holders: [] });
      expect(stats.holdMs.max).toBeLessThanOrEqual(stats.holdMs.sum);
    });
  });
}
