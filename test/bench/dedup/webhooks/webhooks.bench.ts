import { testEnvironment } from '../../../support/environment.js';
import { createTenantWithChannel } from '../../../support/tenants.js';
import { BenchProcess } from '../../harness/bench-process.js';
import { analyze, type BenchServers, connected } from '../../harness/bench-servers.js';
import { atMost, type Row, type Section } from '../../harness/report.js';
import { inRounds } from '../../harness/rounds.js';
import { startServiceProcess } from '../../harness/service-process.js';
import { median } from '../../harness/statistics.js';
import { type BenchOptions } from '../../options.js';
import { type LoadOrder, type LoadResult } from './load.js';

const perSecond = 300;
const customers = 200;
/** Of each kind over all rounds; of a quick run 3. */
const totalSeconds = 20;
const encryptionKeys = `bench:${Buffer.alloc(32, 1).toString('base64')}`;

interface Target {
  readonly name: string;
  readonly url: string;
  /** Sends what was sent the time before. */
  readonly again: boolean;
}

const load = async (order: LoadOrder): Promise<LoadResult> => {
  const program = new URL('./load.js', import.meta.url);
  await using generator = new BenchProcess(program, [JSON.stringify(order)]);
  return await generator.next<LoadResult>();
};

const rowOf = ({ name }: Target, results: readonly LoadResult[]): Row => ({
  name,
  figures: {
    sent: results.reduce((sum, { sent }) => sum + sent, 0),
    refused: results.reduce((sum, { sent, accepted }) => sum + sent - accepted, 0),
    'p50 ms': median(results.map(({ p50Ms }) => p50Ms)),
    'p99 ms': median(results.map(({ p99Ms }) => p99Ms)),
    'max ms': Math.max(...results.map(({ maxMs }) => maxMs)),
  },
});

/** How long a provider waits for its 2xx at a steady rate of arrivals. */
export const benchWebhooks = async (
  servers: BenchServers,
  { quick, rounds }: BenchOptions,
): Promise<Section[]> => {
  const databaseUrl = await servers.createDatabase();
  await using database = await connected(databaseUrl);
  const given = { DATABASE_URL: databaseUrl, REDIS_URL: servers.redisUrl };
  const { ENCRYPTION_KEYS } = testEnvironment({ ...given, ENCRYPTION_KEYS: encryptionKeys });
  const { channelId, secret } = await createTenantWithChannel(database.source, {
    encryptionKeys: ENCRYPTION_KEYS,
  });
  const environment = { ...given, ENCRYPTION_KEYS: encryptionKeys, LOG_LEVEL: 'error' };
  await using gateway = await startServiceProcess('gateway', environment);
  const floorProgram = new URL('./floor-server.js', import.meta.url);
  await using floor = new BenchProcess(floorProgram, [databaseUrl, secret]);

  const webhookUrl = `${gateway.url}/v1/webhooks/${channelId}`;
  const first = { name: 'gateway, new messages', url: webhookUrl, again: false };
  const duplicates = { name: 'gateway, known duplicates', url: webhookUrl, again: true };
  const least = {
    name: 'floor: verify, one insert',
    url: await floor.next<string>(),
    again: false,
  };

  const seconds = quick ? 3 : Math.ceil(totalSeconds / rounds);
  let series = 0;
  const send = ({ url, again }: Target, forSeconds = seconds): Promise<LoadResult> => {
    if (!again) series++;
    const order = { url, secret, perSecond, seconds: forSeconds, customers };
    return load({ ...order, series: `series-${series}` });
  };
  for (const target of [least, first]) await send(target, 2);
  await analyze(databaseUrl);
  // Duplicates follow the messages they repeat, whoever is first.
  const samples = await inRounds([[least], [first, duplicates]], rounds, async (group) => {
    const results = new Map<Target, LoadResult>();
    for (const target of group) results.set(target, await send(target));
    return results;
  });
  const all = [...samples.values()].flat();
  const rows = [least, first, duplicates].map((target) =>
    rowOf(
      target,
      all.flatMap((results) => results.get(target) ?? []),
    ),
  );
  const p99 = (target: Target): number =>
    rows.find(({ name }) => name === target.name)?.figures['p99 ms'] ?? Number.NaN;
  return [
    {
      title: `A webhook acknowledged, ${perSecond} arriving a second from ${customers} customers`,
      rows,
      targets: [
        atMost('p99 of new messages in ms', 20, p99(first)),
        atMost('p99 of duplicates in ms', 5, p99(duplicates)),
      ],
    },
  ];
};
