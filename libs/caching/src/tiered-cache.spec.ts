import { describe, expect, it } from '@jest/globals';
import { ObservedCache } from '../test/caches.js';
import { InvalidOptionsError } from './errors.js';
import { TieredCache } from './tiered-cache.js';

describe('a tiered cache', () => {
  it('stays inside its bounds under 100,000 distinct keys', async () => {
    const maxBytes = 2 * 1024 * 1024;
    using cache = new ObservedCache({ maxBytes, maxEntries: 5000 });
    const things = cache.family<{ text: string }>();
    let most = 0;
    for (let id = 0; id < 100_000; id++) {
      const text = 'x'.repeat(id % 997);
      await things.get(`s${id % 50}`, String(id), () => Promise.resolve({ text }));
      const { bytes, entries } = cache.stats().memory;
      most = Math.max(most, bytes);
      if (entries > 5000) throw new Error(`${entries} entries`);
    }
    expect(most).toBeLessThanOrEqual(maxBytes);
    // Full, not merely empty.
    expect(most).toBeGreaterThan(maxBytes * 0.9);
    expect(cache.stats().memory.evictions).toBeGreaterThan(90_000);
  });

  it.each([
    [{ redisUrl: 'not a url' }, 'redisUrl'],
    [{ redisUrl: 'http://127.0.0.1' }, 'redisUrl'],
    [{ redisClusterNodes: ['127.0.0.1:7000'] }, 'redisClusterNodes'],
    [{ redisUrl: 'redis://a', redisClusterNodes: ['redis://b'] }, 'either'],
  ])('does not start with %j', (options, named) => {
    const start = () => new TieredCache({ keyPrefix: 'test', ...options });
    expect(start).toThrow(InvalidOptionsError);
    expect(start).toThrow(named);
  });
});
