import { describe, expect, it } from '@jest/globals';
import { ObservedCache } from '../../test/caches.js';
import { ScopeFigures } from './scope-figures.js';

describe('figures per scope', () => {
  it('are kept apart by family', async () => {
    using cache = new ObservedCache();
    const figures = new ScopeFigures(10);
    cache.addObserver(figures);
    const things = cache.family<string>();
    await things.get('shop', 'a', () => Promise.resolve('A'));
    await things.get('shop', 'a', () => Promise.resolve('A'));
    await things.invalidate('shop', 'a', 'updated');
    await cache.invalidateTags('shop', ['x'], 'updated');
    const failing = things.get('shop', 'b', () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(figures.of('shop')?.get('things')).toEqual({
      requests: { hit: 1, negative: 0, stale: 0, miss: 1, bypass: 0, error: 1 },
      coalesced: 0,
      invalidations: 1,
    });
    expect(figures.of('shop')?.get('*')).toMatchObject({ invalidations: 1 });
    expect(figures.of('another shop')).toBeUndefined();
  });

  it('are of the busiest scopes, however many there are', async () => {
    using cache = new ObservedCache();
    const figures = new ScopeFigures(10);
    cache.addObserver(figures);
    const things = cache.family<string>();
    const ask = (scope: string) => things.get(scope, 'a', () => Promise.resolve('A'));
    for (let n = 0; n < 100; n++) await Promise.all([ask('busy'), ask('busier'), ask(`rare-${n}`)]);
    for (let n = 0; n < 50; n++) await ask('busier');
    expect(figures.top()).toHaveLength(10);
    expect(figures.top(2).map(({ key }) => key)).toEqual(['busier', 'busy']);
    expect(figures.of('busy')?.get('things')?.requests).toMatchObject({ hit: 99, miss: 1 });
  });

  it('estimate answers from memory once there were many, and count what cost more', () => {
    const figures = new ScopeFigures(10);
    const event = { family: 'things', result: 'hit', coalesced: false } as const;
    const reads = 40_000;
    for (let n = 0; n < reads; n++) {
      figures.request({ ...event, tier: 'l1', scope: n % 4 === 0 ? 'quarter' : 'rest' });
      if (n % 100 === 0) figures.request({ ...event, tier: 'l2', result: 'stale', scope: 'rest' });
    }
    const of = (scope: string) => figures.of(scope)?.get('things')?.requests;
    // Some 600 samples: six standard deviations are a quarter.
    expect(of('quarter')?.hit).toBeGreaterThan(7500);
    expect(of('quarter')?.hit).toBeLessThan(12_500);
    expect(of('rest')?.hit).toBeGreaterThan(22_500);
    expect(of('rest')?.stale).toBe(400);
  });
});
