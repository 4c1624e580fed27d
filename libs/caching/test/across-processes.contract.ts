import { describe, expect, it } from '@jest/globals';
import { type CachingOptions } from '../src/caching.options.js';
import { type ObservedCache, Source, until } from './caches.js';
import { commandsDuring } from './monitor.js';
import { type SharedRedis } from './shared-redis.js';

/** What caches that share a Redis promise each other; they share nothing else, as processes do. */
export function describeSharing(name: string, redis: () => SharedRedis): void {
  const open = (options?: Partial<CachingOptions>): Promise<ObservedCache> => redis().open(options);

  async function openTwo(): Promise<{ one: ObservedCache; two: ObservedCache } & Disposable> {
    const one = await open();
    const two = await open({ keyPrefix: one.prefix });
    return {
      one,
      two,
      [Symbol.dispose]() {
        one.close();
        two.close();
      },
    };
  }

  describe(`caches that share ${name}`, () => {
    it('share what one of them loaded', async () => {
      using both = await openTwo();
      const { one, two } = both;
      await one.family<string>().get('s', '1', new Source('a').load);
      expect(await two.family<string>().get('s', '1', new Source('b').load)).toBe('a');
      expect(two.results).toEqual(['l2 hit']);
    });

    it('read an entry with exactly one GET', async () => {
      using both = await openTwo();
      const { one, two } = both;
      const [here, there] = [one.family<string>(), two.family<string>()];
      for (const id of ['1', '2', '3']) await here.get('s', id, new Source('a').load);
      await there.get('s', '1', new Source('b').load);
      const commands = await commandsDuring(redis().urls, one.prefix, async () => {
        await there.get('s', '2', new Source('b').load);
        await there.get('s', '3', new Source('b').load);
        await there.getMany('s', ['1', '2', '3'], () => Promise.reject(new Error('not needed')));
      });
      expect(commands).toEqual([
        `get ${one.prefix}:{s}:things:1:2`,
        `get ${one.prefix}:{s}:things:1:3`,
      ]);
    });

    it.each(['delete', 'family', 'tag'])(
      'read their own write at once, also when Redis has to be told twice (%s)',
      async (way) => {
        using cache = await open();
        const things = cache.family<string>({ tags: () => ['t'] });
        const source = new Source('old');
        await things.get('s', '1', source.load);
        await redis().forgetScripts();
        source.value = 'new';
        if (way === 'delete') void things.invalidate('s', '1', 'updated');
        if (way === 'family') void things.invalidateScope('s', 'updated');
        if (way === 'tag') void cache.invalidateTags('s', ['t'], 'updated');
        expect(await things.get('s', '1', source.load)).toBe('new');
      },
    );

    it('load once for callers in both', async () => {
      using both = await openTwo();
      const { one, two } = both;
      const source = new Source('a', 100);
      const [here, there] = [one.family<string>(), two.family<string>()];
      const began = performance.now();
      const values = await Promise.all(
        Array.from({ length: 1000 }, (_, n) => (n % 2 ? here : there).get('s', '1', source.load)),
      );
      expect([...new Set(values)]).toEqual(['a']);
      expect(source.loads).toBe(1);
      // Far from the five seconds of the lease: nobody waited for it to run out.
      expect(performance.now() - began).toBeLessThan(2_000);
    });

    it('load again when the one that holds the lease never comes back', async () => {
      using both = await openTwo();
      const { one, two } = both;
      const stuck = new Promise<string>(() => undefined);
      void one.family<string>({ leaseMs: 200 }).get('s', '1', () => stuck);
      const lease = `${one.prefix}:{s}:~lease:things:1:1`;
      await until(async () => (await redis().commands.exists(lease)) === 1);
      const began = performance.now();
      const things = two.family<string>({ leaseMs: 200 });
      expect(await things.get('s', '1', new Source('b').load)).toBe('b');
      expect(performance.now() - began).toBeLessThan(2_000);
    });

    it.each(['delete', 'set', 'family', 'tag', 'scope'])(
      'hear of a write in the other within milliseconds (%s)',
      async (way) => {
        using both = await openTwo();
        const { one, two } = both;
        const options = { tags: () => ['t'] };
        const [here, there] = [one.family<string>(options), two.family<string>(options)];
        const source = new Source('old');
        await there.get('s', '1', source.load);
        await there.get('s', '1', source.load);
        expect(two.results.at(-1)).toBe('l1 hit');
        source.value = 'new';
        if (way === 'set') await here.set('s', '1', 'new');
        if (way === 'delete') await here.invalidate('s', '1', 'updated');
        if (way === 'family') await here.invalidateScope('s', 'updated');
        if (way === 'tag') await one.invalidateTags('s', ['t'], 'updated');
        if (way === 'scope') await one.invalidateScope('s', 'updated');
        await until(async () => (await there.get('s', '1', source.load)) === 'new', 100);
      },
    );

    it.each(['delete', 'set', 'family', 'tag', 'scope'])(
      'never keep a value loaded before a write in the other (%s)',
      async (way) => {
        using both = await openTwo();
        const { one, two } = both;
        const options = { tags: () => ['t'] };
        const [here, there] = [one.family<string>(options), two.family<string>(options)];
        const round = async (number: number): Promise<void> => {
          const scope = `s${number}`;
          const source = new Source('old', 8);
          const early = there.get(scope, '1', source.load);
          await new Promise((resolve) => setTimeout(resolve, number % 10));
          source.value = 'new';
          if (way === 'set') await here.set(scope, '1', 'new');
          if (way === 'delete') await here.invalidate(scope, '1', 'updated');
          if (way === 'family') await here.invalidateScope(scope, 'updated');
          if (way === 'tag') await one.invalidateTags(scope, ['t'], 'updated');
          if (way === 'scope') await one.invalidateScope(scope, 'updated');
          await early;
          // The message may be a few milliseconds behind the reply.
          await until(async () => (await there.get(scope, '1', source.load)) === 'new', 200);
          expect(await here.get(scope, '1', source.load)).toBe('new');
        };
        await Promise.all(Array.from({ length: 100 }, (_, number) => round(number)));
      },
    );

    it('let no entry outlive its TTL by being copied from tier to tier', async () => {
      using both = await openTwo();
      const { one, two } = both;
      const [here, there] = [one, two].map((cache) => cache.family<string>({ ttlMs: 1_000 }));
      await here?.get('s', '1', new Source('a').load);
      const began = performance.now();
      const source = new Source('b');
      await until(async () => (await there?.get('s', '1', source.load)) === 'b');
      // A copy with a TTL of its own would have lived for nearly two.
      expect(performance.now() - began).toBeLessThan(1_600);
    });

    it('do not read what another version of the family wrote', async () => {
      using both = await openTwo();
      const { one, two } = both;
      await one.family<string>().get('s', '1', new Source('old shape').load);
      const things = two.family<{ shape: string }>({ version: 2 });
      const value = await things.get('s', '1', new Source({ shape: 'new' }).load);
      expect(value).toEqual({ shape: 'new' });
    });

    it('never read the other shape while two versions of a family run side by side', async () => {
      using both = await openTwo();
      const { one, two } = both;
      const old = one.family<{ name: string }>();
      const current = two.family<{ title: string }>({ version: 2 });
      for (let round = 0; round < 50; round++) {
        const id = String(round % 5);
        const [was, is] = await Promise.all([
          old.get('s', id, () => Promise.resolve({ name: 'a' })),
          current.get('s', id, () => Promise.resolve({ title: 'b' })),
        ]);
        expect([was, is]).toEqual([{ name: 'a' }, { title: 'b' }]);
        if (round % 3 === 0) await (round % 2 ? old : current).invalidate('s', id, 'updated');
        if (round % 7 === 0)
          await (round % 2 ? current : old).set('s', id, (round % 2 ? is : was) as never);
      }
    });

    it('take for a miss, each in turn, what the codec of the other refuses', async () => {
      using both = await openTwo();
      const { one, two } = both;
      const shaped = (shape: string) => ({
        codec: {
          encode: (value: string) => ({ [shape]: value }),
          decode: (json: unknown) => {
            const value = (json as Record<string, string>)[shape];
            if (value === undefined) throw new TypeError(`no ${shape}`);
            return value;
          },
        },
      });
      // The version was not raised: only the codecs tell the shapes apart.
      const old = one.family<string>(shaped('name'));
      const current = two.family<string>(shaped('title'));
      for (let round = 0; round < 10; round++) {
        const id = String(round);
        expect(await old.get('s', id, () => Promise.resolve('old'))).toBe('old');
        expect(await current.get('s', id, () => Promise.resolve('new'))).toBe('new');
        const batch = await old.getMany('s', [id, `${id}'`], (ids) =>
          Promise.resolve(new Map(ids.map((each) => [each, 'old']))),
        );
        expect([...batch.values()]).toEqual(['old', 'old']);
      }
    });

    it.each([
      'not JSON',
      '5',
      '"text"',
      '{"value":5}',
      '{"value":{"start":1}}',
      '{"value":null}',
      '[]',
    ])('take a corrupt entry for a miss and replace it: %s', async (corrupt) => {
      using cache = await open();
      const things = cache.family<string>();
      const client = redis().commands;
      await client.set(`${cache.prefix}:{s}:things:1:1`, corrupt);
      await client.set(`${cache.prefix}:{s}:things:1:2`, corrupt);
      expect(await things.get('s', '1', new Source('a').load)).toBe('a');
      const values = await things.getMany('s', ['1', '2'], () =>
        Promise.resolve(new Map([['2', 'b']])),
      );
      expect([...values.values()]).toEqual(['a', 'b']);
      for (const id of ['1', '2']) {
        const stored = await client.get(`${cache.prefix}:{s}:things:1:${id}`);
        expect(stored).toContain(id === '1' ? '"a"' : '"b"');
      }
    });

    it('invalidate 10,000 keys of a tag for the price of one', async () => {
      using cache = await open({ maxEntries: 20_000 });
      const things = cache.family<number>({ tags: () => ['t'] });
      const ids = Array.from({ length: 10_000 }, (_, id) => String(id));
      let loads = 0;
      const loadMany = (asked: string[]) => {
        loads += asked.length;
        return Promise.resolve(new Map(asked.map((id) => [id, 1])));
      };
      for (let from = 0; from < ids.length; from += 500) {
        await things.getMany('s', ids.slice(from, from + 500), loadMany);
      }
      const commands = await commandsDuring(redis().urls, cache.prefix, () =>
        cache.invalidateTags('s', ['t'], 'updated'),
      );
      expect(commands.filter((command) => command.startsWith('set'))).toHaveLength(1);
      await things.getMany('s', ids.slice(0, 100), loadMany);
      expect(loads).toBe(10_100);
    });
  });
}
