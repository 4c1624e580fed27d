import { CacheFamily, defineFamily, TieredCache } from '#caching';
import { setTimeout as delay } from 'node:timers/promises';
import { type BenchServers } from '../harness/bench-servers.js';
import { atLeast, atMost, exactly, type Row, type Section } from '../harness/report.js';
import { median } from '../harness/statistics.js';
import { type BenchOptions } from '../options.js';
import { type Entrant } from './contestant.js';
import { bentocache } from './entrants/bentocache.js';
import { inFullUse, ours, placeOf, scope, tag } from './entrants/ours.js';
import { entrants } from './entrants.js';
import { openAll, race, rate, rateRows, ratio } from './race.js';
import { productOf, zipf } from './workload.js';

const falsy: Readonly<Record<string, unknown>> = {
  null: null,
  0: 0,
  false: false,
  "''": '',
  '[]': [],
};
const ttlMs = 1000;
/** When another process takes the value from Redis into its memory, and when it may not have it. */
const copiedAtMs = 600;
const overdueAtMs = 1100;
const keysOfTtl = 10;

/** How many of the falsy values are served again without a load. */
export const falsyRow = async ({ name, open }: Entrant, redisUrl: string): Promise<Row> => {
  const loads = new Map<string, number>();
  const load = (key: string): Promise<unknown> => {
    loads.set(key, (loads.get(key) ?? 0) + 1);
    return Promise.resolve(falsy[key]);
  };
  const prefix = `falsy-${name.replaceAll(/\W+/g, '-')}`;
  const cache = await open({ redisUrl, prefix, memoryEntries: 100, ttlMs: 60_000, load });
  const figures: Record<string, number> = {};
  for (const key of Object.keys(falsy)) {
    for (let time = 0; time < 3; time++) await cache.read(key);
    figures[`${key}: loads`] = loads.get(key) ?? 0;
  }
  await cache.close();
  return { name, figures };
};

/** How many values are served after their TTL by a process that took them from Redis late. */
export const ttlRow = async ({ name, open }: Entrant, redisUrl: string): Promise<Row> => {
  const keys = Array.from({ length: keysOfTtl }, (_, key) => `k${key}`);
  let loads = 0;
  const load = (key: string): Promise<unknown> => {
    loads++;
    return Promise.resolve(productOf(key));
  };
  const prefix = `ttl-${name.replaceAll(/\W+/g, '-')}`;
  const setup = { redisUrl, prefix, memoryEntries: 100, ttlMs, load };
  const first = await open(setup);
  const second = await open(setup);
  await Promise.all(keys.map((key) => first.read(key)));
  // From the last of them on: the others are older still.
  await delay(copiedAtMs);
  await Promise.all(keys.map((key) => second.read(key)));
  await delay(overdueAtMs - copiedAtMs);
  const before = loads;
  await Promise.all(keys.map((key) => second.read(key)));
  const outlived = keys.length - (loads - before);
  await first.close();
  await second.close();
  return { name, figures: { values: keys.length, 'served after their TTL': outlived } };
};

/** Hits of values that have a tag, by those who know tags. */
const taggedHits = async (redisUrl: string, options: BenchOptions): ReturnType<typeof race> => {
  const order = zipf(10_000);
  const load = (key: string): Promise<unknown> => Promise.resolve(productOf(key));
  const setup = { redisUrl, memoryEntries: 2000, ttlMs: 3_600_000, tagged: true, load };
  await using opened = await openAll([ours, bentocache], setup);
  for (const racer of opened.racers) await racer.readEach(order);
  const milliseconds = options.quick ? 25 : 100;
  return await race(opened.racers, options, (racer) =>
    rate(order.length, milliseconds, () => racer.readEach(order)),
  );
};

interface Invalidation {
  readonly milliseconds: number;
  /** Of a sample, how many were loaded anew. */
  readonly anew: number;
}

/** What it costs to take back so many values by the tag they share. */
const invalidations = async (
  redisUrl: string,
  count: number,
  times: number,
): Promise<Invalidation[]> => {
  const cache = new TieredCache({
    ...placeOf(redisUrl),
    keyPrefix: `tagged-${count}`,
    maxEntries: 20_000,
  });
  await inFullUse(cache);
  const definition = defineFamily<string>({
    name: 'tagged',
    version: 1,
    ttlMs: 3_600_000,
    tags: () => [tag],
  });
  const family = new CacheFamily(definition, cache);
  const ids = Array.from({ length: count }, (_, id) => `k${id}`);
  const fill = async (): Promise<number> => {
    let loaded = 0;
    for (let from = 0; from < count; from += 500) {
      await family.getMany(scope, ids.slice(from, from + 500), (missing) => {
        loaded += missing.length;
        return Promise.resolve(new Map(missing.map((id) => [id, id])));
      });
    }
    return loaded;
  };
  await fill();
  const results: Invalidation[] = [];
  for (let time = 0; time < times; time++) {
    const startedAt = performance.now();
    await cache.invalidateTags(scope, [tag], 'updated');
    const milliseconds = performance.now() - startedAt;
    results.push({ milliseconds, anew: await fill() });
  }
  cache.close();
  return results;
};

export const tagCosts = async (redisUrl: string, times: number): Promise<Section> => {
  const figures = async (count: number): Promise<Row> => {
    const results = await invalidations(redisUrl, count, times);
    return {
      name: `${count} values`,
      figures: {
        'invalidation ms': median(results.map(({ milliseconds }) => milliseconds)),
        'then loaded anew': Math.min(...results.map(({ anew }) => anew)),
      },
    };
  };
  const few = await figures(100);
  const many = await figures(10_000);
  const cost = ({ figures: { 'invalidation ms': ms } }: Row): number => ms ?? Number.NaN;
  return {
    title: 'Values that share a tag are taken back by it',
    rows: [few, many],
    targets: [
      atMost('9: invalidating 10,000 / invalidating 100', 1.5, cost(many) / cost(few)),
      exactly('9: of 10,000 loaded anew', 10_000, many.figures['then loaded anew'] ?? Number.NaN),
    ],
  };
};

/** What is remembered, for how long, and what tags cost. */
export const benchValues = async (
  { redisUrl }: BenchServers,
  options: BenchOptions,
): Promise<Section[]> => {
  const contestants = options.quick ? [ours] : entrants;
  const falsyRows: Row[] = [];
  for (const entrant of contestants) falsyRows.push(await falsyRow(entrant, redisUrl));
  const ttlRows = await Promise.all(contestants.map((entrant) => ttlRow(entrant, redisUrl)));
  const tagged = await taggedHits(redisUrl, options);
  const mostLoads = Math.max(...Object.values(falsyRows[0]?.figures ?? {}));
  const outlived = ttlRows[0]?.figures['served after their TTL'] ?? Number.NaN;
  return [
    {
      title: 'Each read three times',
      rows: falsyRows,
      targets: [exactly('8: loads of any falsy value', 1, mostLoads)],
    },
    {
      title: `TTL ${ttlMs} ms, taken from Redis after ${copiedAtMs} ms, read after ${overdueAtMs} ms`,
      rows: ttlRows,
      targets: [exactly('8: values that outlive their TTL', 0, outlived)],
    },
    {
      title: 'A hit in memory of a value with a tag',
      rows: rateRows(tagged, bentocache.name),
      targets: [
        atLeast('9: tagged hit / bentocache', 10, ratio(tagged, ours.name, bentocache.name)),
      ],
    },
    await tagCosts(redisUrl, options.quick ? 3 : 15),
  ];
};
