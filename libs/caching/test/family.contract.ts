import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MissingScopeError, UnserialisableValueError, ValueTooLargeError } from '../src/errors.js';
import { type CachingOptions } from '../src/caching.options.js';
import { type ObservedCache, Source } from './caches.js';

/** Separators, braces, unicode, lone surrogates, and beyond what is kept in full. */
const hostile = fc.oneof(
  fc.string({ unit: fc.constantFrom(':', '{', '}', '~', '%', ' ', 'a', '\u{1f600}', '\ud800') }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('{}', '{a}', 'a:b', '~empty', '~scope', '__proto__', 'x'.repeat(10_000)),
);
const place = fc.record({ scope: hostile.filter((text) => text !== ''), id: hostile });
type Place = typeof place extends fc.Arbitrary<infer T> ? T : never;

/** What every cache promises, whichever tiers it has. */
export function describeCacheFamily(
  name: string,
  open: (options?: Partial<CachingOptions>) => Promise<ObservedCache>,
): void {
  describe(`a cache family ${name}`, () => {
    it('loads once and then answers from memory', async () => {
      using cache = await open();
      const things = cache.family<string>();
      const source = new Source('a');
      expect(await things.get('s', '1', source.load)).toBe('a');
      expect(await things.get('s', '1', source.load)).toBe('a');
      expect(source.loads).toBe(1);
      expect(cache.results).toEqual(['loader miss', 'l1 hit']);
    });

    it.each([null, 0, false, '', [], {}])('remembers %j', async (value) => {
      using cache = await open();
      const things = cache.family<unknown>();
      const source = new Source(value);
      expect(await things.get('s', '1', source.load)).toEqual(value);
      expect(await things.get('s', '1', source.load)).toEqual(value);
      expect(source.loads).toBe(1);
    });

    it('does not remember undefined', async () => {
      using cache = await open();
      const things = cache.family<string | undefined>();
      const source = new Source(undefined);
      await things.get('s', '1', source.load);
      expect(await things.get('s', '1', source.load)).toBeUndefined();
      expect(source.loads).toBe(2);
    });

    it('keeps scopes, families, versions and ids apart', async () => {
      using cache = await open();
      const things = cache.family<string>();
      const others = cache.family<string>({ name: 'others' });
      const load = (value: string) => () => Promise.resolve(value);
      await things.get('s', '1', load('a'));
      expect(await things.get('t', '1', load('b'))).toBe('b');
      expect(await things.get('s', '2', load('c'))).toBe('c');
      expect(await others.get('s', '1', load('d'))).toBe('d');
      expect(await things.get('s', 1, load('e'))).toBe('e');
      expect(await things.get('s', '1', load('f'))).toBe('a');
    });

    it('gives no scope what belongs to another, whatever scope, id and tag contain', async () => {
      using cache = await open();
      const things = cache.family<string>({ tags: (_value, id) => [String(id)] });
      const many = fc.array(place, { minLength: 2, maxLength: 8 });
      const label = ({ scope, id }: Place): string => JSON.stringify([scope, id]);
      const property = fc.asyncProperty(many, async (places) => {
        const readAll = async (): Promise<void> => {
          for (const each of places) {
            const load = () => Promise.resolve(label(each));
            expect(await things.get(each.scope, each.id, load)).toBe(label(each));
            const batch = await things.getMany(each.scope, [each.id], load as never);
            expect([...batch]).toEqual([[each.id, label(each)]]);
          }
        };
        await readAll();
        const [first] = places;
        await cache.invalidateTags(first?.scope ?? '', [first?.id ?? ''], 'updated');
        await readAll();
      });
      await fc.assert(property, { numRuns: 100 });
    });

    it('refuses a missing scope', async () => {
      using cache = await open();
      const things = cache.family<string>();
      await expect(things.get('', '1', new Source('a').load)).rejects.toThrow(MissingScopeError);
      await expect(things.invalidate('', '1', 'test')).rejects.toThrow(MissingScopeError);
      const untyped = undefined as unknown as string;
      await expect(things.invalidateScope(untyped, 'test')).rejects.toThrow(MissingScopeError);
    });

    it('shares one frozen value among readers, and does not freeze what the loader returned', async () => {
      using cache = await open();
      const things = cache.family<{ list: number[] }>();
      const loaded = { list: [1] };
      const first = await things.get('s', '1', () => Promise.resolve(loaded));
      expect(() => first.list.push(2)).toThrow(TypeError);
      loaded.list.push(2);
      expect(await things.get('s', '1', () => Promise.resolve(loaded))).toEqual({ list: [1] });
    });

    it.each(['resolves', 'rejects', 'is null'])(
      'loads once for 1000 callers when it %s',
      async (how) => {
        using cache = await open();
        const things = cache.family<string | null>();
        const source = new Source(how === 'is null' ? null : 'a', 20);
        const load = async () => {
          const value = await source.load();
          if (how === 'rejects') throw new Error('no');
          return value;
        };
        const answers = await Promise.allSettled(
          Array.from({ length: 1000 }, () => things.get('s', '1', load)),
        );
        expect(source.loads).toBe(1);
        const statuses = new Set(answers.map(({ status }) => status));
        expect([...statuses]).toEqual([how === 'rejects' ? 'rejected' : 'fulfilled']);
        expect(cache.requests.filter(({ coalesced }) => coalesced)).toHaveLength(999);
      },
    );

    it('does not remember a rejection', async () => {
      using cache = await open();
      const things = cache.family<string>();
      await expect(things.get('s', '1', () => Promise.reject(new Error('no')))).rejects.toThrow(
        'no',
      );
      expect(await things.get('s', '1', new Source('a').load)).toBe('a');
      expect(cache.results).toEqual(['loader error', 'loader miss']);
    });

    it('reads its own invalidation at once', async () => {
      using cache = await open();
      const things = cache.family<string>();
      const source = new Source('old');
      await things.get('s', '1', source.load);
      source.value = 'new';
      void things.invalidate('s', '1', 'updated');
      expect(await things.get('s', '1', source.load)).toBe('new');
      expect(cache.invalidations).toEqual([
        { family: 'things', scope: 's', id: '1', reason: 'updated' },
      ]);
    });

    it('takes back a whole family of a scope, and nothing else', async () => {
      using cache = await open();
      const things = cache.family<string>();
      const others = cache.family<string>({ name: 'others' });
      const source = new Source('a');
      const readAll = async () => {
        await things.get('s', '1', source.load);
        await things.get('s', '2', source.load);
        await things.get('t', '1', source.load);
        await others.get('s', '1', source.load);
      };
      await readAll();
      await things.invalidateScope('s', 'import');
      await readAll();
      expect(source.loads).toBe(6);
    });

    it('takes back what carries a tag', async () => {
      using cache = await open();
      const lists = cache.family<number[]>({ tags: (ids) => ids.map((id) => `product:${id}`) });
      const source = new Source([1, 2]);
      const other = new Source([3]);
      const readBoth = async () => {
        await lists.get('s', 'a', source.load);
        await lists.get('s', 'b', other.load);
      };
      await readBoth();
      await cache.invalidateTags('s', ['product:2'], 'updated');
      await readBoth();
      expect([source.loads, other.loads]).toEqual([2, 1]);
    });

    it('takes back everything of a scope', async () => {
      using cache = await open();
      const things = cache.family<string>();
      const others = cache.family<string>({ name: 'others' });
      const source = new Source('a');
      const readAll = async () => {
        await things.get('s', '1', source.load);
        await others.get('s', '1', source.load);
        await things.get('t', '1', source.load);
      };
      await readAll();
      await cache.invalidateScope('s', 'tenant reset');
      await readAll();
      expect(source.loads).toBe(5);
    });

    it.each(['delete', 'set', 'family', 'tag'])(
      'never keeps a value loaded before a write (%s)',
      async (way) => {
        using cache = await open();
        const things = cache.family<string>({ tags: () => ['t'] });
        const round = async (number: number): Promise<void> => {
          const scope = `s${number}`;
          const source = new Source('old', 3);
          const early = things.get(scope, '1', source.load);
          await new Promise((resolve) => setTimeout(resolve, number % 5));
          source.value = 'new';
          if (way === 'set') await things.set(scope, '1', 'new');
          if (way === 'delete') await things.invalidate(scope, '1', 'updated');
          if (way === 'family') await things.invalidateScope(scope, 'updated');
          if (way === 'tag') await cache.invalidateTags(scope, ['t'], 'updated');
          expect(await things.get(scope, '1', source.load)).toBe('new');
          await early;
          expect(await things.get(scope, '1', source.load)).toBe('new');
        };
        await Promise.all(Array.from({ length: 100 }, (_, number) => round(number)));
      },
    );

    it('stores what is set', async () => {
      using cache = await open();
      const things = cache.family<string>();
      await things.set('s', '1', 'a');
      const source = new Source('b');
      expect(await things.get('s', '1', source.load)).toBe('a');
      expect(source.loads).toBe(0);
    });

    it('loads all that is missing in one call and remembers each', async () => {
      using cache = await open();
      const things = cache.family<string | null>();
      await things.get('s', 'a', () => Promise.resolve('A'));
      const calls: string[][] = [];
      const loadMany = (ids: string[]) => {
        calls.push(ids);
        return Promise.resolve(
          new Map<string, string | null>([
            ['b', 'B'],
            ['gone', null],
          ]),
        );
      };
      const asked = ['a', 'b', 'gone', 'unknown', 'b'];
      const values = await things.getMany('s', asked, loadMany);
      expect([...values]).toEqual([
        ['a', 'A'],
        ['b', 'B'],
        ['gone', null],
      ]);
      await things.getMany('s', ['a', 'b', 'gone'], loadMany);
      expect(await things.get('s', 'b', () => Promise.resolve('other'))).toBe('B');
      expect(calls).toEqual([['b', 'gone', 'unknown']]);
      expect(cache.results.slice(-4)).toEqual(['l1 hit', 'l1 hit', 'l1 negative', 'l1 hit']);
    });

    it('rejects a batch with what the loader threw, and leaves no rejection unhandled', async () => {
      using cache = await open();
      const things = cache.family<string>();
      const fail = () => Promise.reject(new Error('no'));
      await expect(things.getMany('s', ['a', 'b'], fail)).rejects.toThrow('no');
      const loaded = await things.getMany('s', ['a'], () => Promise.resolve(new Map([['a', 'A']])));
      expect(loaded.get('a')).toBe('A');
    });

    it('calls the loader every time when told not to use the cache', async () => {
      using cache = await open();
      const things = cache.family<string>();
      const source = new Source('a');
      await things.get('s', '1', source.load);
      source.value = 'b';
      expect(await things.get('s', '1', source.load, { useCache: false })).toBe('b');
      expect(await things.get('s', '1', source.load)).toBe('a');
      expect(cache.results).toEqual(['loader miss', 'loader bypass', 'l1 hit']);
    });

    it('calls the loader every time when switched off, with values of the same shape', async () => {
      using cache = await open({ enabled: false });
      const things = cache.family<{ at: unknown }>();
      const load = () => Promise.resolve({ at: new Date(0) });
      expect(await things.get('s', '1', load)).toEqual({ at: '1970-01-01T00:00:00.000Z' });
      const many = await things.getMany('s', ['1'], async () => new Map([['1', await load()]]));
      expect(many.get('1')).toEqual({ at: '1970-01-01T00:00:00.000Z' });
      await things.set('s', '1', { at: 1 });
      await things.invalidate('s', '1', 'updated');
      expect(cache.results).toEqual(['loader bypass', 'loader bypass']);
    });

    it('carries through a codec what JSON cannot', async () => {
      using cache = await open();
      const dates = cache.family<Date>({
        codec: {
          encode: (date) => date.getTime(),
          decode: (json) => new Date(json as number),
        },
      });
      const source = new Source(new Date(5));
      await dates.get('s', '1', source.load);
      expect(await dates.get('s', '1', source.load)).toEqual(new Date(5));
      expect(source.loads).toBe(1);
    });

    it('refuses what cannot be written as JSON', async () => {
      using cache = await open();
      const things = cache.family<unknown>();
      const loads = things.get('s', '1', new Source(1n).load);
      await expect(loads).rejects.toThrow(UnserialisableValueError);
      await expect(things.set('s', '1', () => 1)).rejects.toThrow(UnserialisableValueError);
      expect(await things.get('s', '1', new Source('a').load)).toBe('a');
    });

    it('returns but does not store a value over the size limit', async () => {
      using cache = await open({ maxValueBytes: 10 });
      const things = cache.family<string>();
      const source = new Source('x'.repeat(20));
      await things.get('s', '1', source.load);
      expect(await things.get('s', '1', source.load)).toHaveLength(20);
      expect(source.loads).toBe(2);
      expect(cache.troubles[0]).toBeInstanceOf(ValueTooLargeError);
      await expect(things.set('s', '1', source.value)).rejects.toThrow(ValueTooLargeError);
    });
  });
}
