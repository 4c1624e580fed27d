import { describe, expect, it } from '@jest/globals';
import { setTimeout } from 'node:timers/promises';
import { LoadTimeoutError } from '../src/errors.js';
import { Source, until, type ObservedCache } from './caches.js';

/** What every cache promises about values past their TTL. */
export function describeStaleness(name: string, open: () => Promise<ObservedCache>): void {
  const failing = () => Promise.reject(new Error('database down'));

  describe(`values past their TTL ${name}`, () => {
    it('are loaded anew', async () => {
      using cache = await open();
      const things = cache.family<string>({ ttlMs: 20 });
      await things.get('s', '1', new Source('a').load);
      await until(async () => (await things.get('s', '1', new Source('b').load)) === 'b', 500);
    });

    it('live as long as absence may, when they are null', async () => {
      using cache = await open();
      const things = cache.family<string | null>({ ttlMs: 60_000, negativeTtlMs: 20 });
      await things.get('s', '1', new Source(null).load);
      await until(async () => (await things.get('s', '1', new Source('b').load)) === 'b', 500);
    });

    it('are served while one background load refreshes them', async () => {
      using cache = await open();
      const things = cache.family<string>({ ttlMs: 20, staleWhileRevalidateMs: 60_000 });
      const source = new Source('a', 30);
      await things.get('s', '1', source.load);
      source.value = 'b';
      const read = () => things.get('s', '1', source.load);
      await until(async () => (await read(), cache.results.at(-1)?.endsWith('stale') ?? false));
      expect(await Promise.all(Array.from({ length: 100 }, read))).toEqual(
        new Array<string>(100).fill('a'),
      );
      await until(async () => (await read()) === 'b');
      expect(source.loads).toBe(2);
    });

    it('are not served stale once invalidated', async () => {
      using cache = await open();
      const things = cache.family<string>({ ttlMs: 20, staleWhileRevalidateMs: 60_000 });
      const source = new Source('a', 10);
      const read = () => things.get('s', '1', source.load);
      await read();
      await until(async () => (await read(), cache.results.at(-1)?.endsWith('stale') ?? false));
      source.value = 'b';
      await things.invalidate('s', '1', 'updated');
      expect(await read()).toBe('b');
    });

    it('are served when the loader fails, which is then left alone for a while', async () => {
      using cache = await open();
      const things = cache.family<string>({ ttlMs: 20, staleIfErrorMs: 60_000 });
      await things.get('s', '1', new Source('a').load);
      let attempts = 0;
      const load = () => {
        attempts++;
        return failing();
      };
      await until(async () => (await things.get('s', '1', load)) === 'a' && attempts > 0);
      for (let n = 0; n < 10; n++) expect(await things.get('s', '1', load)).toBe('a');
      expect(attempts).toBe(1);
      expect(cache.results.at(-1)).toBe('l1 stale');
      expect(cache.troubles).toEqual([new Error('database down')]);
    });

    it('are not served for a failing loader once invalidated', async () => {
      using cache = await open();
      const things = cache.family<string>({ ttlMs: 20, staleIfErrorMs: 60_000 });
      await things.get('s', '1', new Source('a').load);
      await things.invalidate('s', '1', 'updated');
      await expect(things.get('s', '1', failing)).rejects.toThrow('database down');
    });

    it('are refreshed a little early, in the background', async () => {
      using cache = await open();
      // A beta so large that the first hit is due.
      const things = cache.family<string>({ ttlMs: 60_000, earlyRefreshBeta: 1e9 });
      const source = new Source('a', 5);
      await things.get('s', '1', source.load);
      source.value = 'b';
      expect(await things.get('s', '1', source.load)).toBe('a');
      await until(async () => (await things.get('s', '1', source.load)) === 'b');
      expect(new Set(cache.results.slice(1))).toEqual(new Set(['l1 hit']));
    });

    it('come the sooner the more often the family changes', async () => {
      using cache = await open();
      const adaptiveTtl = { floorMs: 50, ceilingMs: 120_000 };
      const things = cache.family<string>({ adaptiveTtl });
      expect(cache.ttlMs(things.family, 's')).toBe(60_000);
      for (let change = 0; change < 5; change++) {
        await things.invalidate('s', '1', 'updated');
        await setTimeout(60);
      }
      expect(cache.ttlMs(things.family, 's')).toBeLessThan(5000);
      expect(cache.ttlMs(things.family, 't')).toBe(60_000);
      const steady = cache.family<string>({ name: 'steady' });
      for (let change = 0; change < 5; change++) await steady.invalidateScope('s', 'import');
      expect(cache.ttlMs(steady.family, 's')).toBe(60_000);
    });

    it('are not waited for longer than the family allows', async () => {
      using cache = await open();
      const things = cache.family<string>({ loadTimeoutMs: 20 });
      const never = () => new Promise<string>(() => undefined);
      await expect(things.get('s', '1', never)).rejects.toThrow(LoadTimeoutError);
      expect(await things.get('s', '1', new Source('a').load)).toBe('a');
    });
  });
}
