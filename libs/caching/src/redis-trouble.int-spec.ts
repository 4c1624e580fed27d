import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CuttableLink } from '#local-servers';
import { createClient } from 'redis';
import { ObservedCache, Source, until } from '../test/caches.js';

import { RedisProcess } from '../test/redis-process.js';

/** Room for a busy machine on top of the promised times, in milliseconds: still no second. */
const slack = 700;

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; milliseconds: number }> {
  const began = performance.now();
  const result = await work();
  return { result, milliseconds: performance.now() - began };
}

describe('when Redis is in trouble', () => {
  let redis: RedisProcess;
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);

  beforeEach(async () => {
    process.on('unhandledRejection', note).on('uncaughtException', note);
    redis = await RedisProcess.start();
  });

  afterEach(async () => {
    await redis.kill();
    process.off('unhandledRejection', note).off('uncaughtException', note);
    expect(unhandled).toEqual([]);
  });

  const open = async (options: { redisUrl?: string; keyPrefix?: string } = {}) => {
    const cache = new ObservedCache({ redisUrl: redis.url, ...options });
    await until(() => cache.connected);
    return cache;
  };

  it('absent at the start: starts at once, serves, and connects when Redis comes', async () => {
    await using late = await RedisProcess.absent();
    const began = performance.now();
    using cache = new ObservedCache({ redisUrl: late.url });
    const things = cache.family<string>();
    expect(await things.get('s', '1', new Source('a').load)).toBe('a');
    expect(await things.get('s', '1', new Source('b').load)).toBe('a');
    expect(performance.now() - began).toBeLessThan(1000 + slack);
    await late.start();
    await until(() => cache.connected, 3000);
    await things.get('s', '2', new Source('a').load);
    using other = await open({ redisUrl: late.url, keyPrefix: cache.prefix });
    expect(await other.family<string>().get('s', '2', new Source('b').load)).toBe('a');
  });

  it('killed: no error, no second of delay, and full use again after it returns', async () => {
    using cache = await open();
    const things = cache.family<number>();
    const read = (id: number) => timed(() => things.get('s', id, () => Promise.resolve(id)));
    await read(0);
    await redis.kill();
    const reads = [];
    for (let id = 0; id < 300; id++) reads.push(await read(id));
    expect(reads.map(({ result }) => result)).toEqual(reads.map((_, id) => id));
    expect(Math.max(...reads.map(({ milliseconds }) => milliseconds))).toBeLessThan(200 + slack);
    await redis.start();
    await until(() => cache.connected, 3000);
    await read(1000);
    using other = await open({ keyPrefix: cache.prefix });
    await other.family<number>().get('s', 1000, () => Promise.resolve(-1));
    expect(other.results).toEqual(['l2 hit']);
  });

  it('frozen: a reader waits one command timeout, and none once the breaker is open', async () => {
    using cache = await open();
    const things = cache.family<number>();
    const read = (id: number) => timed(() => things.get('s', id, () => Promise.resolve(id)));
    await read(0);
    redis.freeze();
    const first = await Promise.all([1, 2, 3, 4].map(read));
    expect(Math.max(...first.map(({ milliseconds }) => milliseconds))).toBeLessThan(110 + slack);
    await until(() => cache.stats().redis?.breakerOpen === true);
    const later = [];
    for (let id = 10; id < 100; id++) later.push((await read(id)).milliseconds);
    expect(later.sort((a, b) => a - b).at(-2)).toBeLessThan(80);
    const { milliseconds } = await timed(() => things.invalidate('s', '1', 'updated'));
    expect(milliseconds).toBeLessThan(150 + slack);
    redis.thaw();
    await until(() => cache.connected, 3000);
  });

  it('frozen while a value is invalidated: the invalidation is made up for', async () => {
    using cache = await open();
    using other = await open({ keyPrefix: cache.prefix });
    const source = new Source('old');
    const [here, there] = [cache.family<string>(), other.family<string>()];
    await here.get('s', '1', source.load);
    redis.freeze();
    source.value = 'new';
    await Promise.all([
      here.invalidate('s', '1', 'updated'),
      here.invalidateScope('t', 'updated'),
      cache.invalidateTags('s', ['x'], 'updated'),
    ]);
    expect(cache.stats().redis?.queuedInvalidations).toBe(3);
    expect(await here.get('s', '1', source.load)).toBe('new');
    redis.thaw();
    await until(() => cache.stats().redis?.queuedInvalidations === 0);
    expect(await there.get('s', '1', source.load)).toBe('new');
    await until(() => cache.connected && other.connected);
  });

  it('drops the bus: what is written meanwhile is seen, none stale after 500 ms', async () => {
    using cache = await open();
    using other = await open({ keyPrefix: cache.prefix });
    const source = new Source(0);
    const [here, there] = [cache.family<number>(), other.family<number>()];
    const admin = await createClient({ url: redis.url }).connect();
    for (let round = 1; round <= 20; round++) {
      await there.get('s', '1', source.load);
      await admin.sendCommand(['CLIENT', 'KILL', 'TYPE', 'pubsub']);
      source.value = round;
      await here.invalidate('s', '1', 'updated');
      await until(async () => (await there.get('s', '1', source.load)) === round, 500);
    }
    await admin.disconnect();
  });

  it('behind a cut link: stale for the degraded TTL at most, and not at all once restored', async () => {
    using link = await CuttableLink.to(redis.port);
    using cache = await open();
    using beyond = await open({ keyPrefix: cache.prefix, redisUrl: link.url });
    const source = new Source('first');
    const [here, there] = [cache.family<string>(), beyond.family<string>()];
    await there.get('s', '1', source.load);
    link.cut();
    source.value = 'second';
    await here.invalidate('s', '1', 'updated');
    // Heartbeat and its timeout pass before the silence is noticed.
    await until(async () => (await there.get('s', '1', source.load)) === 'second', 2000);
    link.restore();
    await until(() => beyond.connected, 3500);
    source.value = 'third';
    await here.invalidate('s', '1', 'updated');
    await until(async () => (await there.get('s', '1', source.load)) === 'third', 100);
  });

  it('restarted empty: forgets what was in memory before', async () => {
    using cache = await open();
    const things = cache.family<string>();
    await things.get('s', '1', new Source('a').load);
    await redis.kill();
    await redis.start();
    await until(() => cache.connected, 3000);
    expect(await things.get('s', '1', new Source('b').load)).toBe('b');
  });
});
