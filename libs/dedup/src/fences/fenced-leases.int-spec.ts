import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { FenceLeaseFixture } from '../../test/fence-lease-fixture.js';
import { RedisServers } from '../../test/redis-servers.js';
import { until } from '../../test/until.js';
import { LeaseContendedError, LeaseUnavailableError } from '../errors.js';
import { type Lease } from '../leases/lease.js';
import { type Leases } from '../leases/leases.js';
import { fenceGuardSql } from './fence-sql.js';

const databaseUrl = process.env.TEST_DATABASE_URL;

const resource = 'resource';
const unreachable = () => Promise.reject(new Error('PostgreSQL is away'));

describe('leases with a fence', () => {
  let servers: RedisServers;
  let fixture: FenceLeaseFixture;
  let leases: Leases;
  let others: Leases;

  beforeEach(async () => {
    servers = await RedisServers.start(1);
    fixture = await FenceLeaseFixture.create(databaseUrl, servers.urls);
    leases = await fixture.open();
    others = await fixture.open();
  });

  afterEach(async () => {
    await fixture[Symbol.asyncDispose]();
    await servers[Symbol.asyncDispose]();
  });

  const locksInRedis = async (): Promise<number> => {
    const client = new Redis(servers.urls[0] ?? '');
    const keys = await client.keys('*:lease:*');
    client.disconnect();
    return keys.length;
  };

  it('have a higher token each time, whatever happened in between', async () => {
    const tokens: bigint[] = [];
    const take = () =>
      leases.using(resource, {}, ({ fence = 0n }) => Promise.resolve(void tokens.push(fence)));
    await take();
    await servers.restart(0);
    await take();
    await leases.forceRelease(resource, { by: 'ada', reason: 'test' });
    await take();
    await servers.stop(0);
    await take();
    expect(tokens).toEqual([1n, 2n, 4n, 5n]);
  });

  it('keep out a process that has no Redis, and the other way round', async () => {
    const withoutRedis = await fixture.open({ redisUrls: [] });
    await leases.using(resource, {}, async () => {
      await expect(withoutRedis.acquire(resource)).rejects.toThrow(LeaseContendedError);
    });
    await withoutRedis.using(resource, {}, async () => {
      await expect(leases.acquire(resource)).rejects.toThrow(LeaseContendedError);
    });
    expect(await locksInRedis()).toBe(0);
  });

  it('survive an emptied Redis, and take their lock there again', async () => {
    await using lease = await leases.acquire(resource, { ttlMs: 5000, heartbeatMs: 50 });
    await servers.restart(0);
    expect(await locksInRedis()).toBe(0);
    await until(async () => (await locksInRedis()) === 1);
    expect(lease.signal.aborted).toBe(false);
    await lease.release();
    expect(await locksInRedis()).toBe(0);
  });

  it('can be taken by force without Redis', async () => {
    await using lease = await leases.acquire(resource, { ttlMs: 5000, heartbeatMs: 50 });
    await servers.stop(0);
    await others.forceRelease(resource, { by: 'ada', reason: 'stuck' });
    await using next = await others.acquire(resource);
    await until(() => lease.signal.aborted);
    expect(next.signal.aborted).toBe(false);
  });

  it('are refused without PostgreSQL, and leave no lock in Redis', async () => {
    const blind = await fixture.open({ fences: unreachable });
    await expect(blind.acquire(resource)).rejects.toThrow(LeaseUnavailableError);
    expect(await locksInRedis()).toBe(0);
  });

  it('wait for an answer of PostgreSQL no longer than they may, and give back what comes late', async () => {
    const { pool } = fixture;
    await leases.using(resource, {}, () => Promise.resolve());
    const blocker = await pool.connect();
    await blocker.query('BEGIN');
    await blocker.query('SELECT FROM fence FOR UPDATE');
    const hasty = await fixture.open({ fenceTimeoutMs: 100 });
    await expect(hasty.acquire(resource)).rejects.toThrow(LeaseUnavailableError);
    await blocker.query('COMMIT');
    blocker.release();
    const state = 'SELECT token::text, lease_until AS "until" FROM fence';
    await until(async () => {
      const { rows } = await pool.query<{ token: string; until: Date | null }>(state);
      return rows[0]?.token === '2' && rows[0].until === null;
    });
  });

  describe('guard a write', () => {
    const mayWrite = async ({ fence }: Lease): Promise<boolean> =>
      (await fixture.pool.query(fenceGuardSql, [resource, `${fence}`])).rowCount === 1;

    it('of the newest holder only', async () => {
      const old = await leases.acquire(resource, { ttlMs: 5000 });
      expect(await mayWrite(old)).toBe(true);
      await others.forceRelease(resource, { by: 'ada', reason: 'stuck' });
      expect(await mayWrite(old)).toBe(false);
      await using next = await others.acquire(resource);
      expect(await mayWrite(next)).toBe(true);
      await old.release();
      expect(await mayWrite(next)).toBe(true);
    });

    it('from a newer holder until its transaction ends', async () => {
      const lease = await leases.acquire(resource, { ttlMs: 1000, heartbeatMs: 999 });
      const writer = await fixture.pool.connect();
      await writer.query('BEGIN');
      await writer.query(fenceGuardSql, [resource, `${lease.fence}`]);
      await fixture.cutOff(leases);
      let next: Lease | undefined;
      const waiting = others
        .acquire(resource, { contention: { waitMs: 10_000 } })
        .then((got) => (next = got));
      await until(() => lease.heldMs > 1300);
      expect(next).toBeUndefined();
      await writer.query('COMMIT');
      writer.release();
      await using got = await waiting;
      expect(got.fence).toBe(2n);
    });
  });
});
