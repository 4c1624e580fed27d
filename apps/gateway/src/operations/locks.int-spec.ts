import { hostname, tmpdir } from 'node:os';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Page, turnLease } from '#contracts';
import { type Lease, Leases } from '#dedup';
import { type LocalServer, startRedis } from '#local-servers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ShopFloor } from '../../test/shop-floor.js';
import { type ReleasedLock, type TurnLock } from './locks.service.js';

let floor: ShopFloor;
const taken: Lease[] = [];

beforeAll(async () => {
  floor = await ShopFloor.open();
});

afterAll(async () => {
  await Promise.all(taken.map((lease) => lease.release()));
  await floor[Symbol.asyncDispose]();
});

const list = async (key = floor.shop.viewer, on = floor): Promise<TurnLock[]> => {
  const { status, body } = await on.call<Page<TurnLock>>('/v1/operations/locks', { key });
  expect([status, body.nextCursor]).toEqual([200, null]);
  return body.items;
};

const release = (key: string, reason?: string, apiKey = floor.shop.operator, on = floor) => {
  const query = reason === undefined ? '' : `?reason=${encodeURIComponent(reason)}`;
  const path = `/v1/operations/locks/${encodeURIComponent(key)}${query}`;
  return on.call<ReleasedLock>(path, { method: 'DELETE', key: apiKey });
};

/** A conversation that a worker holds, in PostgreSQL and in Redis. */
const held = async (customer: string, shop = floor.shop) => {
  const { conversationId } = await floor.write(customer, 'one', shop);
  await floor.hold(conversationId, 'worker-1');
  const key = turnLease(conversationId);
  taken.push(await floor.gateway.app.get(Leases).acquire(key, { ttlMs: 30_000 }));
  return { conversationId, key };
};

test('what workers hold is listed with its holder, fence and age', async () => {
  const { conversationId, key } = await held('listed');
  const lock = (await list()).find((one) => one.key === key);
  expect(lock).toMatchObject({ conversationId, workerId: 'worker-1', fence: 1 });
  expect(lock?.expiresInMs).toBeGreaterThan(20_000);
  expect(Date.parse(lock?.acquiredAt ?? '')).toBeLessThanOrEqual(Date.now());
});

test('what is not held any more is not listed', async () => {
  const { conversationId } = await floor.write('expired', 'one');
  await floor.hold(conversationId, 'worker-1', -1);
  expect((await list()).map((lock) => lock.conversationId)).not.toContain(conversationId);
});

describe('releasing a lock', () => {
  test('fences its holder off, frees it in Redis, and makes its messages due', async () => {
    const { conversationId, key } = await held('released');
    const { status, body } = await release(key, 'hangs for an hour');
    expect(status).toBe(200);
    expect(body).toEqual({ key, releasedFrom: 'worker-1', fence: 2 });
    const thread = await floor.conversation(conversationId);
    expect(thread).toMatchObject({ fence: 2, owner: null, leaseUntil: null });
    expect(thread.dueAt?.getTime()).toBeLessThanOrEqual(Date.now());
    expect(await floor.gateway.app.get(Leases).inspect(key)).toBeUndefined();
    expect(await floor.audit(conversationId)).toMatchObject([
      {
        actor: expect.stringMatching(/^key:/) as unknown,
        action: 'lock.released',
        detail: { reason: 'hangs for an hour', releasedFrom: 'worker-1', fence: 2 },
      },
    ]);
    expect((await release(key, 'again')).status).toBe(404);
  });

  test('that another tenant holds, or nobody, is a 404 and changes nothing', async () => {
    const theirs = await held('theirs', floor.shops.theirs);
    expect((await release(theirs.key, 'why not')).status).toBe(404);
    const free = await floor.write('free', 'one');
    expect((await release(turnLease(free.conversationId), 'why not')).status).toBe(404);
    expect(await floor.conversation(theirs.conversationId)).toMatchObject({ fence: 1 });
    expect(await floor.gateway.app.get(Leases).inspect(theirs.key)).toMatchObject({
      workerId: `gateway:${hostname()}:${process.pid}`,
    });
  });

  test('needs a key that names a conversation, a reason, and an operator', async () => {
    const { key } = await held('refused');
    expect((await release('turn:7', 'x')).status).toBe(400);
    expect((await release('import:7', 'x')).status).toBe(400);
    const { status, body } = await release(key);
    expect([status, body]).toMatchObject([400, { errors: [{ field: 'reason' }] }]);
    expect((await release(key, 'x'.repeat(501))).status).toBe(400);
    expect((await release(key, 'x', floor.shop.viewer)).status).toBe(403);
  });
});

test('a tenant sees its own locks, the platform everybody’s', async () => {
  const ours = await held('one of ours');
  const theirs = await held('one of theirs', floor.shops.theirs);
  const keysOf = async (apiKey: string) => (await list(apiKey)).map(({ key }) => key);
  expect(await keysOf(floor.shop.viewer)).not.toContain(theirs.key);
  expect(await keysOf(floor.shops.platform)).toEqual(
    expect.arrayContaining([ours.key, theirs.key]),
  );
  expect((await release(theirs.key, 'asked to', floor.shops.platform)).status).toBe(200);
});

describe('without Redis', () => {
  let directory: string;
  let redis: LocalServer;
  let lonely: ShopFloor;

  const redisAgain = (port?: number): Promise<LocalServer> =>
    startRedis({ dataDir: directory, durable: false, ...(port ? { port } : {}) });

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tulia-locks-'));
    redis = await redisAgain();
    lonely = await ShopFloor.open({ REDIS_URL: redis.url });
  });

  afterAll(async () => {
    await lonely[Symbol.asyncDispose]();
    await redis.stop();
    await rm(directory, { recursive: true });
  });

  test.each(['frozen', 'gone'])(
    'PostgreSQL lists and releases, within two seconds (%s)',
    async (how) => {
      const { conversationId } = await lonely.write(how, 'one');
      await lonely.hold(conversationId, 'worker-1');
      if (how === 'frozen') process.kill(redis.pid, 'SIGSTOP');
      else await redis.stop();
      const started = performance.now();
      try {
        const [lock] = await list(lonely.shop.viewer, lonely);
        expect(lock).toMatchObject({ conversationId, acquiredAt: null });
        const key = turnLease(conversationId);
        const { status, body } = await release(key, 'x', lonely.shop.operator, lonely);
        expect([status, body]).toEqual([200, { key, releasedFrom: 'worker-1', fence: 2 }]);
        expect(performance.now() - started).toBeLessThan(2000);
      } finally {
        if (how === 'frozen') process.kill(redis.pid, 'SIGCONT');
        else redis = await redisAgain(redis.port);
      }
    },
  );
});
