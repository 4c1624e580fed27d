import { createClient } from 'redis';
import { type BenchServers } from '../harness/bench-servers.js';
import { atLeast, exactly, type Row, type Section } from '../harness/report.js';
import { type BenchOptions } from '../options.js';
import { commandsOf } from './commands.js';
import { type Entrant } from './contestant.js';
import { layeredLoader } from './entrants/layered-loader.js';
import { ours } from './entrants/ours.js';
import { entrants } from './entrants.js';
import { connectNodeRedis } from './node-redis.js';
import { openAll, race, type Racer, rate, rateRows, ratio } from './race.js';
import { keys, productOf } from './workload.js';

const batchSize = 50;

/** No cache at all: the client that ours has, and what every reader of JSON has to do. */
const bareRedis: Entrant = {
  name: 'floor: node-redis GET or MGET, JSON.parse',
  async open({ redisUrl, load }) {
    const client = await connectNodeRedis(redisUrl);
    const parsed = (text: string | null): unknown => JSON.parse(text ?? 'null');
    for (const key of keys) await client.set(key, JSON.stringify(await load(key)));
    return {
      async readEach(wanted) {
        for (const key of wanted) JSON.parse((await client.get(key)) ?? 'null');
      },
      read: async (key) => parsed(await client.get(key)),
      readMany: async (wanted) => (await client.mGet([...wanted])).map(parsed),
      drop: (key) => client.del(key),
      close: () => client.disconnect(),
    };
  },
};

/** Each key once, in as many portions as there are callers. */
const portions = (callers: number): string[][] =>
  Array.from({ length: callers }, (_, caller) =>
    keys.filter((_key, index) => index % callers === caller),
  );

const batches = (): string[][] =>
  Array.from({ length: keys.length / batchSize }, (_, index) =>
    keys.slice(index * batchSize, (index + 1) * batchSize),
  );

const commandRows = async (redisUrl: string, racers: readonly Racer[]): Promise<Row[]> => {
  const client = createClient({ url: redisUrl });
  await client.connect();
  try {
    const rows: Row[] = [];
    for (const racer of racers) {
      const counted = await commandsOf(client, () => racer.readEach(keys));
      const all = Object.values(counted).reduce((sum, count) => sum + count, 0);
      const figures = {
        'GET / hit': (counted['get'] ?? 0) / keys.length,
        'other commands / hit': (all - (counted['get'] ?? 0)) / keys.length,
      };
      rows.push({ name: racer.name, figures });
    }
    return rows;
  } finally {
    await client.disconnect();
  }
};

/** Reads that Redis answers: memory holds one entry, and no key is read twice in a row. */
export const benchSharedHits = async (
  servers: BenchServers,
  options: BenchOptions,
): Promise<Section[]> => {
  const setup = { redisUrl: servers.redisUrl, memoryEntries: 1, ttlMs: 3_600_000 };
  let loads = 0;
  const load = (key: string): Promise<unknown> => {
    loads++;
    return Promise.resolve(productOf(key));
  };
  await using opened = await openAll(
    [bareRedis, ...(options.quick ? [ours, layeredLoader] : entrants)],
    { ...setup, load },
  );
  const { racers } = opened;
  for (const racer of racers) await racer.readEach(keys);
  const loadsBefore = loads;
  const milliseconds = options.quick ? 25 : 100;
  const hits = (callers: number): ReturnType<typeof race> =>
    race(racers, options, (racer) =>
      rate(keys.length, milliseconds, () =>
        Promise.all(portions(callers).map((portion) => racer.readEach(portion))),
      ),
    );
  const one = await hits(1);
  const many = await hits(32);
  const batchers = racers.filter((racer) => 'readMany' in racer);
  const batched = await race(batchers, options, (racer) =>
    rate(keys.length / batchSize, milliseconds, async () => {
      for (const batch of batches()) await racer.readMany?.(batch);
    }),
  );
  const commands = await commandRows(servers.redisUrl, racers);
  const { figures = {} } = commands.find(({ name }) => name === ours.name) ?? {};
  const loaded = loads - loadsBefore;
  const floor = bareRedis.name;
  return [
    {
      title: 'A hit in Redis, one caller',
      rows: rateRows(one, floor),
      targets: [atLeast('2: hit in Redis / bare GET, 1 caller', 0.8, ratio(one, ours.name, floor))],
    },
    {
      title: 'A hit in Redis, 32 callers',
      rows: rateRows(many, floor),
      targets: [
        atLeast('2: hit in Redis / bare GET, 32 callers', 0.75, ratio(many, ours.name, floor)),
      ],
    },
    {
      title: `${batchSize} hits in Redis at once, where the cache can (batches)`,
      rows: rateRows(batched, floor),
      targets: [atLeast('3: getMany(50) / bare MGET', 0.9, ratio(batched, ours.name, floor))],
    },
    {
      title: 'What Redis was asked for a hit',
      rows: commands,
      targets: [
        exactly('2: GET / hit', 1, figures['GET / hit'] ?? Number.NaN),
        exactly('2: other commands / hit', 0, figures['other commands / hit'] ?? Number.NaN),
        exactly('loads while hits were measured, of all', 0, loaded),
      ],
    },
  ];
};
