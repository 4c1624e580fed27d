import { describe, expect, it } from '@jest/globals';
import { testRedisUrl } from '../../../../test/support/databases.js';
import { ObservedCache, until } from '../../test/caches.js';
import { defineFamily } from '../family.js';

const things = defineFamily<string>({
  name: 'things',
  version: 1,
  ttlMs: 60_000,
  staleWhileRevalidateMs: 30_000,
  earlyRefreshBeta: 0,
  tags: () => ['price'],
});

const open = async (keyPrefix?: string): Promise<ObservedCache> => {
  const cache = new ObservedCache({ redisUrl: testRedisUrl(), ...(keyPrefix && { keyPrefix }) });
  await until(() => cache.connected);
  return cache;
};

const load = (): Promise<string> => Promise.resolve('value');

describe('a look at a key', () => {
  it('tells what each tier holds, loads nothing and counts nothing', async () => {
    using cache = await open();
    const absent = await cache.inspect(things, 's', 'a');
    expect(absent).toMatchObject({ l1: null, l2: null, loading: false });
    await cache.get(things, 's', 'a', load);
    const counted = cache.requests.length;
    const report = await cache.inspect(things, 's', 'a');
    const seen = { state: 'fresh', bytes: 7, tags: ['price'] };
    expect(report).toMatchObject({ l1: seen, l2: seen });
    expect(report.l1?.ttlLeftMs).toBeGreaterThan(50_000);
    expect(report.l1?.lifeLeftMs).toBeGreaterThan(80_000);
    expect(cache.requests).toHaveLength(counted);
  });

  it('tells the two tiers apart', async () => {
    using one = await open();
    using other = await open(one.prefix);
    await one.get(things, 's', 'a', load);
    expect(await other.inspect(things, 's', 'a')).toMatchObject({
      l1: null,
      l2: { state: 'fresh' },
    });
  });

  it('finds void what a tag took back, and nothing where the key was invalidated', async () => {
    using cache = await open();
    await cache.get(things, 's', 'a', load);
    await cache.invalidateTags('s', ['price'], 'test');
    expect(await cache.inspect(things, 's', 'a')).toMatchObject({
      l1: null,
      l2: { state: 'void' },
    });
    await cache.invalidate(things, 's', 'a', 'test');
    expect(await cache.inspect(things, 's', 'a')).toMatchObject({ l1: null, l2: null });
  });

  it('says so when Redis cannot be asked', async () => {
    using cache = new ObservedCache({ redisUrl: 'redis://127.0.0.1:1' });
    await cache.get(things, 's', 'a', load);
    expect(await cache.inspect(things, 's', 'a')).toMatchObject({
      l1: { state: 'fresh' },
      l2: 'unavailable',
    });
  });
});
