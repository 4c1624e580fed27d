import { describe, expect, it } from '@jest/globals';
import { ObservedCache } from '../../test/caches.js';
import { type Tier } from '../observer.js';
import { percentiles } from './histogram.js';

const timed = (cache: ObservedCache, family: string, tier: Tier | 'load') =>
  percentiles(cache.stats().families[family]?.latencies[tier] ?? []);

const later = (): Promise<string> =>
  new Promise((resolve) => setTimeout(() => resolve('late'), 20));

describe('latencies', () => {
  it('are counted by the tier that answered', async () => {
    using cache = new ObservedCache();
    const things = cache.family<string>();
    for (let n = 0; n < 10; n++) await things.get('s', 'a', later);
    await things.get('s', 'a', later, { useCache: false });
    expect(timed(cache, 'things', 'l1').count).toBe(9);
    expect(timed(cache, 'things', 'loader').count).toBe(2);
    expect(timed(cache, 'things', 'loader').p50).toBeGreaterThanOrEqual(19);
    expect(timed(cache, 'things', 'load').count).toBe(2);
  });

  it('of a read within a read go to the tier that answered each', async () => {
    using cache = new ObservedCache();
    const inner = cache.family<string>({ name: 'inner' });
    const outer = cache.family<string>({ name: 'outer' });
    await inner.get('s', 'a', later);
    await outer.get('s', 'a', () => inner.get('s', 'a', later));
    expect(timed(cache, 'outer', 'loader').count).toBe(1);
    expect(timed(cache, 'outer', 'l1').count).toBe(0);
    expect(timed(cache, 'inner', 'l1').count).toBe(1);
  });

  it('of many reads are sampled: the clock is read for one in sixty-four', async () => {
    using cache = new ObservedCache();
    const things = cache.family<string>();
    for (let n = 0; n < 1000 + 64 * 50; n++) await things.get('s', 'a', later);
    const { count } = timed(cache, 'things', 'l1');
    expect(count).toBe(999 + 50);
  });

  it('of failed reads count as the loader’s', async () => {
    using cache = new ObservedCache();
    const things = cache.family<string>();
    const failing = things.get('s', 'a', () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(timed(cache, 'things', 'loader').count).toBe(1);
  });
});
