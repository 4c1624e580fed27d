import { describe, expect, it } from '@jest/globals';
import { setTimeout } from 'node:timers/promises';
import { createClient } from 'redis';
import { testRedisUrl } from '../../../../test/support/databases.js';
import { until } from '../../test/caches.js';
import { OperatedCache } from '../../test/operated-cache.js';
import { RedisProcess } from '../../test/redis-process.js';
import { UnknownFamilyError, OperationsUnavailableError } from '../errors.js';
import { defineFamily, type Family } from '../family.js';
import { Intercom } from './intercom.js';

const options = { name: 'things', ttlMs: 60_000, earlyRefreshBeta: 0 };
const things = defineFamily<string>({
  ...options,
  version: 1,
  tags: (_, id) => [`tag-${String(id)}`],
});
const reshaped = defineFamily<string>({ ...options, version: 2 });

const load = (): Promise<string> => Promise.resolve('value');

const replica = async (name: string, prefix?: string, family: Family<string> = things) => {
  const cache = await OperatedCache.open(name, prefix === undefined ? {} : { keyPrefix: prefix });
  cache.register(family);
  return cache;
};

describe('the overview', () => {
  it('adds up what all processes counted, and shows each', async () => {
    await using one = await replica('catalog');
    await using other = await replica('catalog', one.prefix);
    await using asker = await OperatedCache.open(undefined, { keyPrefix: one.prefix });
    await one.get(things, 'shop', 'a', load);
    for (let n = 0; n < 3; n++) await other.get(things, 'shop', 'a', load);
    await other.get(things, 'shop', 'a', load, { useCache: false });
    await other.invalidate(things, 'shop', 'b', 'updated: by hand');
    const overview = await asker.operations.overview();
    expect(overview).toMatchObject({ complete: true, silent: [], note: null });
    expect(overview.processes.map(({ process }) => process)).toEqual([
      expect.stringMatching(/^catalog:/),
      expect.stringMatching(/^catalog:/),
    ]);
    expect(overview.families['things']).toMatchObject({
      versions: [1],
      ttlMs: { min: 60_000, max: 60_000 },
      hitRate: 0.75,
      missRate: 0.25,
      tiers: {
        l1: { requests: { hit: 2 }, latencyMs: { count: 2 } },
        l2: { requests: { hit: 1 }, latencyMs: { count: 1 } },
        loader: { requests: { miss: 1, bypass: 1 }, latencyMs: { count: 2 } },
      },
      loads: 2,
      bypassed: 1,
      entries: 2,
      invalidations: { updated: 1 },
    });
    expect(overview.scopes).toMatchObject([
      { scope: 'shop', requests: 5, families: { things: { hitRate: 0.75 } } },
    ]);
  });

  it('counts invalidations by processes that do not declare the family, and broad ones', async () => {
    await using one = await replica('catalog');
    await using gateway = await OperatedCache.open('gateway', { keyPrefix: one.prefix });
    const target = { kind: 'family', family: 'things' } as const;
    await gateway.operations.invalidate(['shop'], target, 'operator: wrong');
    await one.invalidateTags('shop', ['tag-a'], 'imported');
    await gateway.invalidateScope('shop', 'operator');
    const { families, broadInvalidations } = await one.operations.overview();
    expect(families['things']?.invalidations).toEqual({ operator: 1 });
    expect(broadInvalidations).toEqual({ imported: 1, operator: 1 });
  });

  it('of one scope tells of no other', async () => {
    await using one = await replica('catalog');
    await one.get(things, 'shop', 'a', load);
    await one.get(things, 'other shop', 'a', load);
    const { scopes, processes } = await one.operations.overview('shop');
    expect(scopes.map(({ scope }) => scope)).toEqual(['shop']);
    expect(processes[0]?.scopes.map(({ scope }) => scope)).toEqual(['shop']);
  });

  it('shows the TTL that was learnt from a scope, which can be switched off', async () => {
    const adaptiveTtl = { floorMs: 2000, ceilingMs: 600_000 };
    const adaptive = defineFamily<string>({ ...options, version: 1, adaptiveTtl });
    const spanOf = async (on: boolean) => {
      await using cache = await OperatedCache.open('catalog', { adaptiveTtl: on });
      cache.register(adaptive);
      await cache.get(adaptive, 'shop', 'a', load);
      for (let n = 0; n < 5; n++) {
        await cache.invalidate(adaptive, 'shop', 'a', 'updated');
        await setTimeout(60);
      }
      const { scopes, families } = await cache.operations.overview('shop');
      expect(families['things']).toMatchObject({ adaptiveTtl: on, ttlMs: { max: 60_000 } });
      return scopes[0]?.families['things']?.ttlMs;
    };
    expect(await spanOf(true)).toEqual({ min: 2000, max: 2000 });
    expect(await spanOf(false)).toEqual({ min: 60_000, max: 60_000 });
  });
});

describe('a look-up', () => {
  it('tells where a value is, how old it is, and who took it back last and why', async () => {
    await using one = await replica('catalog');
    await using other = await replica('worker', one.prefix);
    const before = await one.operations.lookUp('things', 'shop', 'a');
    expect(before.lastInvalidation).toBeNull();
    await other.invalidate(things, 'shop', 'a', 'imported: prices.csv');
    await other.invalidate(things, 'shop', 'another', 'updated');
    await one.get(things, 'shop', 'a', load);
    await until(async () => {
      const { lastInvalidation } = await one.operations.lookUp('things', 'shop', 'a');
      return lastInvalidation !== null;
    });
    const { processes, lastInvalidation } = await one.operations.lookUp('things', 'shop', 'a');
    expect(lastInvalidation).toMatchObject({
      by: expect.stringMatching(/^worker:/) as unknown,
      family: 'things',
      id: '"a"',
      reason: 'imported: prices.csv',
    });
    const [here, there] = processes.toSorted((a, b) => (a.process < b.process ? -1 : 1));
    const fresh = { state: 'fresh', tags: ['tag-a'] };
    expect(here).toMatchObject({ l1: fresh, l2: fresh, version: 1, ttlMs: 60_000 });
    expect(there).toMatchObject({ l1: null, l2: fresh });
  });

  it('knows invalidations of the family, of the scope, and of a tag the value has', async () => {
    await using cache = await replica('catalog');
    await cache.get(things, 'shop', 'a', load);
    const last = async () => {
      const { lastInvalidation } = await cache.operations.lookUp('things', 'shop', 'a');
      return lastInvalidation?.reason;
    };
    await cache.invalidateTags('shop', ['tag-b'], 'another tag');
    expect(await last()).toBeUndefined();
    await cache.invalidateTags('shop', ['tag-a', 'tag-b'], 'its tag');
    expect(await last()).toBe('its tag');
    await cache.invalidateFamily(things, 'shop', 'its family');
    expect(await last()).toBe('its family');
    await cache.invalidateFamily({ name: 'others' }, 'shop', 'another family');
    await cache.invalidateScope('another shop', 'another scope');
    expect(await last()).toBe('its family');
    await cache.invalidateScope('shop', 'its scope');
    expect(await last()).toBe('its scope');
  });

  it('remembers the last 200 of a scope', async () => {
    await using cache = await replica('catalog');
    for (let n = 0; n < 250; n++) await cache.invalidate(things, 'shop', `${n}`, 'updated');
    await until(async () => (await cache.operations.invalidationsOf('shop')).length === 200);
    const [newest] = await cache.operations.invalidationsOf('shop');
    expect(newest?.id).toBe('"249"');
  });

  it('of a family nobody declares is refused with those there are', async () => {
    await using cache = await replica('catalog');
    const looking = cache.operations.lookUp('thongs', 'shop', 'a');
    await expect(looking).rejects.toThrow(UnknownFamilyError);
    await expect(looking).rejects.toThrow(/"thongs".*things/);
  });
});

describe('invalidating from outside', () => {
  it('reaches a value in every version of its family that is in flight', async () => {
    await using old = await replica('catalog');
    await using young = await replica('catalog', old.prefix, reshaped);
    await using asker = await OperatedCache.open(undefined, { keyPrefix: old.prefix });
    await old.get(things, 'shop', 'a', load);
    await young.get(reshaped, 'shop', 'a', load);
    const target = { kind: 'entry', family: 'things', id: 'a' } as const;
    expect(await asker.operations.invalidate(['shop'], target, 'operator')).toEqual({
      told: true,
      note: null,
    });
    await until(async () => {
      const { processes } = await asker.operations.lookUp('things', 'shop', 'a');
      return processes.length === 2 && processes.every(({ l1, l2 }) => l1 === null && l2 === null);
    });
  });

  it.each([
    ['a tag', { kind: 'tags', tags: ['tag-a'] }],
    ['a family', { kind: 'family', family: 'things' }],
    ['a scope', { kind: 'scope' }],
  ] as const)('reaches what belongs to %s, in the processes that hold it', async (_, target) => {
    await using cache = await replica('catalog');
    await using asker = await OperatedCache.open(undefined, { keyPrefix: cache.prefix });
    await cache.get(things, 'shop', 'a', load);
    await cache.get(things, 'other shop', 'a', load);
    await asker.operations.invalidate(['shop'], target, 'operator');
    await until(async () => {
      const { processes } = await asker.operations.lookUp('things', 'shop', 'a');
      return processes[0]?.l1 === null;
    });
    const kept = await asker.operations.lookUp('things', 'other shop', 'a');
    expect(kept.processes[0]?.l1).toMatchObject({ state: 'fresh' });
  });
});

describe('warming from outside', () => {
  it('is done by every process that can, and loads once', async () => {
    await using one = await replica('catalog');
    await using other = await replica('catalog', one.prefix);
    await using asker = await OperatedCache.open(undefined, { keyPrefix: one.prefix });
    let loads = 0;
    for (const cache of [one, other]) {
      cache.host.warming.register('things', (scope) =>
        cache.get(things, scope, 'list', () => Promise.resolve(`${++loads}`)),
      );
    }
    const order = { scopes: ['shop', 'another'], priority: 'asked', patienceMs: 5000 } as const;
    const { processes } = await asker.operations.warm(order);
    const result = { warmed: 2, failed: 0, dropped: 0 };
    expect(processes.map((one) => one.result)).toEqual([result, result]);
    expect(loads).toBe(2);
    const { processes: warm } = await asker.operations.lookUp('things', 'shop', 'list');
    expect(warm.map(({ l1 }) => l1?.state)).toEqual(['fresh', 'fresh']);
  });

  it('does not wait longer than it is told to', async () => {
    await using cache = await replica('catalog');
    const { promise, resolve } = Promise.withResolvers<string>();
    cache.host.warming.register('things', () => promise);
    const order = { scopes: ['shop'], priority: 'asked', patienceMs: 50 } as const;
    const { processes } = await cache.operations.warm(order);
    expect(processes).toMatchObject([{ result: null }]);
    expect((await cache.operations.overview()).processes[0]?.warming.running).toBe(1);
    resolve('at last');
  });

  it('of a family nobody declares is refused', async () => {
    await using cache = await replica('catalog');
    const order = { scopes: ['shop'], families: ['thongs'], priority: 'asked', patienceMs: 50 };
    await expect(cache.operations.warm(order as never)).rejects.toThrow(UnknownFamilyError);
  });
});

describe('processes', () => {
  it('that were closed are not waited for', async () => {
    await using asker = await OperatedCache.open('gateway');
    const gone = await replica('gone', asker.prefix);
    expect((await asker.operations.overview()).processes).toHaveLength(2);
    await gone[Symbol.asyncDispose]();
    const { processes, silent } = await asker.operations.overview();
    expect([processes.length, silent]).toEqual([1, []]);
  });

  it('that hang are named, and the others told of', async () => {
    await using asker = await OperatedCache.open('gateway');
    const { promise: ready, resolve } = Promise.withResolvers<void>();
    const hanging = new Intercom({
      redis: { urls: [testRedisUrl()], cluster: false },
      connectTimeoutMs: 1000,
      commandTimeoutMs: 1000,
      keyPrefix: asker.prefix,
      name: 'hangs',
      answers: { report: () => new Promise<never>(() => undefined) },
      trouble: () => undefined,
      ready: resolve,
    });
    await ready;
    const overview = await asker.operations.overview();
    await hanging.close();
    expect(overview).toMatchObject({ complete: false, silent: ['hangs'] });
    expect(overview.note).toBe('1 processes did not answer in time');
    expect(overview.processes).toHaveLength(1);
  });

  it('do not mind what else is published on their channel', async () => {
    await using cache = await OperatedCache.open('gateway');
    const redis = createClient({ url: testRedisUrl() });
    await redis.connect();
    for (const text of [
      '',
      'null',
      '7',
      '{',
      '{"id":7}',
      '{"id":"x"}',
      '{"id":"x","verb":"toString"}',
    ]) {
      expect(await redis.publish(`${cache.prefix}:~ask`, text)).toBe(1);
    }
    await redis.disconnect();
    expect((await cache.operations.overview()).complete).toBe(true);
  });
});

describe('without Redis', () => {
  it('all is known in one process that needs none', async () => {
    await using cache = OperatedCache.alone({ processName: 'test' });
    cache.register(things);
    await cache.get(things, 'shop', 'a', load);
    await cache.invalidate(things, 'shop', 'b', 'updated');
    const { complete, families } = await cache.operations.overview();
    expect([complete, families['things']?.entries]).toEqual([true, 1]);
    const { processes } = await cache.operations.lookUp('things', 'shop', 'a');
    expect(processes).toMatchObject([{ l1: { state: 'fresh' }, l2: null }]);
    const { lastInvalidation } = await cache.operations.lookUp('things', 'shop', 'b');
    expect(lastInvalidation?.reason).toBe('updated');
  });

  it.each(['frozen', 'killed'])(
    'this process tells what it knows, and says so (%s)',
    async (how) => {
      await using redis = await RedisProcess.start();
      await using cache = await OperatedCache.open('catalog', { redisUrl: redis.url });
      cache.register(things);
      await cache.get(things, 'shop', 'a', load);
      if (how === 'frozen') redis.freeze();
      else await redis.kill();
      const overview = await cache.operations.overview();
      // Once the lost connection is noticed, memory is let go: it may have missed news.
      const entries = how === 'frozen' ? 1 : (expect.any(Number) as unknown);
      expect(overview).toMatchObject({ complete: false, families: { things: { entries } } });
      expect(overview.note).toMatch(/^Redis does not answer: .* catalog:/);
      const looked = await cache.operations.lookUp('things', 'shop', 'a');
      expect(looked).toMatchObject({ complete: false, processes: [{ l2: 'unavailable' }] });
      const target = { kind: 'entry', family: 'things', id: 'a' } as const;
      expect(await cache.operations.invalidate(['shop'], target, 'operator')).toMatchObject({
        told: false,
        note: expect.stringMatching(/^Redis does not answer/) as unknown,
      });
      const after = await cache.operations.lookUp('things', 'shop', 'a');
      expect(after.lastInvalidation?.reason).toBe('operator');
      const unknown = cache.operations.lookUp('thongs', 'shop', 'a');
      await expect(unknown).rejects.toThrow(OperationsUnavailableError);
      if (how === 'frozen') redis.thaw();
    },
  );
});
