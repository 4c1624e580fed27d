import { type BenchServers } from '../harness/bench-servers.js';
import { atLeast, exactly, type Section } from '../harness/report.js';
import { type BenchOptions } from '../options.js';
import { type Contestant, type Entrant } from './contestant.js';
import { bentocache } from './entrants/bentocache.js';
import { cacheManager5 } from './entrants/cache-manager-5.js';
import { layeredLoader } from './entrants/layered-loader.js';
import { ours, oursWithMetrics } from './entrants/ours.js';
import { entrants } from './entrants.js';
import { openAll, race, type Racer, rate, rateRows, ratio } from './race.js';
import { keys, productOf, zipf } from './workload.js';

/** The least a cache in memory can be that is asked as all are: with a promise. */
const bareMap: Entrant = {
  name: 'floor: Map.get in an async function',
  open: ({ load }) => Promise.resolve(mapContestant(load)),
};

const mapContestant = (load: (key: string) => Promise<unknown>): Contestant => {
  const map = new Map<string, unknown>();
  // eslint-disable-next-line @typescript-eslint/require-await -- the promise is what it is for
  const get = async (key: string): Promise<unknown> => map.get(key);
  return {
    async readEach(each) {
      for (const key of each) {
        if ((await get(key)) === undefined) map.set(key, await load(key));
      }
    },
    read: get,
    drop: (key) => Promise.resolve(map.delete(key)),
    close: () => Promise.resolve(),
  };
};

const isFrozen = (value: unknown): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (Object.isFrozen(value) && Object.values(value).every(isFrozen));

const wanted = zipf(2000);

const hitsOf = (racer: Racer, milliseconds: number): Promise<number> =>
  rate(wanted.length, milliseconds, () => racer.readEach(wanted));

/** Reads that this process's memory answers. */
export const benchHits = async (
  servers: BenchServers,
  options: BenchOptions,
): Promise<Section[]> => {
  const setup = { redisUrl: servers.redisUrl, memoryEntries: 10_000, ttlMs: 3_600_000 };
  let loads = 0;
  const load = (key: string): Promise<unknown> => {
    loads++;
    return Promise.resolve(productOf(key));
  };
  await using opened = await openAll([bareMap, oursWithMetrics, ...entrants], { ...setup, load });
  const { racers } = opened;
  for (const racer of racers) await racer.readEach(keys);
  const loadsBefore = loads;
  const milliseconds = options.quick ? 25 : 100;
  const rates = await race(racers, options, (racer) => hitsOf(racer, milliseconds));
  const mine = racers.find(({ name }) => name === ours.name);
  const frozen = isFrozen(await mine?.read('p1'));
  const to = (other: string, name = ours.name): number => ratio(rates, name, other);
  return [
    {
      title: `A hit in memory: ${keys.length} products, read by Zipf's law, one caller`,
      rows: rateRows(rates, bareMap.name),
      targets: [
        atLeast('1: hit in memory / bare Map', 0.5, to(bareMap.name)),
        atLeast('1: hit in memory / layered-loader', 0.65, to(layeredLoader.name)),
        atLeast('1: hit in memory / cache-manager 5', 5, to(cacheManager5.name)),
        atLeast('1: hit in memory / bentocache', 50, to(bentocache.name)),
        atLeast('1: with metrics / bare Map', 0.3, to(bareMap.name, oursWithMetrics.name)),
        exactly('1: values frozen to the last leaf (1 is yes)', 1, Number(frozen)),
        exactly('loads while hits were measured, of all', 0, loads - loadsBefore),
      ],
    },
  ];
};
