import { startRedisCluster } from '#local-servers';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchServers } from '../harness/bench-servers.js';
import { atMost, exactly, type Row, type Section, type Target } from '../harness/report.js';
import { quantile } from '../harness/statistics.js';
import { type BenchOptions } from '../options.js';
import { type Ours, ours, scope, tag } from './entrants/ours.js';
import { leaseMs } from './lease.js';
import { delaysOf } from './propagation.bench.js';
import { acrossProcesses, afterKill, inProcess } from './stampede.bench.js';
import { falsyRow, tagCosts, ttlRow } from './values.bench.js';
import { staleOf } from './writes.bench.js';

interface Measured {
  readonly clusterUrl: string;
  readonly gateUrl: string;
  readonly options: BenchOptions;
}

/** Counts and times by their target's name, each with what it must not exceed. */
const stampede = async ({ clusterUrl, gateUrl, options }: Measured): Promise<Target[]> => {
  const { rounds } = options;
  const { figures } = await inProcess(ours, clusterUrl, rounds);
  const two = await acrossProcesses(ours, clusterUrl, { processes: 2, rounds, gateUrl });
  const four = await acrossProcesses(ours, clusterUrl, { processes: 4, rounds, gateUrl });
  const killed = await afterKill(clusterUrl, 0);
  return [
    ...Object.entries(figures).map(([name, figure]) =>
      name.endsWith('loads')
        ? exactly(`10: ${name}`, 1, figure)
        : atMost(`10: ${name}`, 35, figure),
    ),
    ...[two, four].flatMap(({ loads, milliseconds }, index) => {
      const split = ['2 × 500', '4 × 250'][index] ?? '';
      return [
        exactly(`10: ${split}: loads`, 1, loads),
        atMost(`10: ${split}: ms`, 140, milliseconds),
      ];
    }),
    atMost('10: ms until another loads, holder killed', leaseMs + 100, killed),
  ];
};

const writes = async ({ clusterUrl: redisUrl, options }: Measured): Promise<Target[]> => {
  const runs = options.quick ? 20 : 100;
  const deleted = await staleOf(ours, { redisUrl, runs, way: 'delete' }, (cache, key) =>
    cache.drop(key),
  );
  const set = await staleOf(ours, { redisUrl, runs, way: 'set' }, (cache, key) =>
    (cache as Ours).family.set(scope, key, 'new'),
  );
  const tags = await staleOf(ours, { redisUrl, runs, way: 'tag' }, (cache) =>
    (cache as Ours).cache.invalidateTags(scope, [tag], 'updated'),
  );
  return Object.entries({ delete: deleted, set, tag: tags }).map(([way, stale]) =>
    exactly(`10: stale of ${runs}, ${way}`, 0, stale),
  );
};

const values = async ({ clusterUrl, options }: Measured): Promise<Target[]> => {
  const delays = await delaysOf(ours, clusterUrl, options.quick ? 50 : 500);
  const falsy = await falsyRow(ours, clusterUrl);
  const ttl = await ttlRow(ours, clusterUrl);
  const { targets } = await tagCosts(clusterUrl, options.quick ? 3 : 15);
  return [
    atMost('10: propagation p50 ms', 2, quantile(delays, 0.5)),
    atMost('10: propagation p99 ms', 10, quantile(delays, 0.99)),
    exactly('10: loads of any falsy value', 1, Math.max(...Object.values(falsy.figures))),
    exactly('10: values that outlive their TTL', 0, ttl.figures['served after their TTL'] ?? 1),
    ...targets.map((target) => ({ ...target, name: `10, ${target.name}` })),
  ];
};

/** The same once more where keys live on three servers, by ours alone. */
export const benchCluster = async (
  { redisUrl: gateUrl }: BenchServers,
  options: BenchOptions,
): Promise<Section[]> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tulia-bench-cluster-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(dataDir, { recursive: true }));
  const cluster = await startRedisCluster({ dataDir });
  stack.defer(() => cluster.stop());
  const measured = { clusterUrl: cluster.urls.join(), gateUrl, options };
  const targets = [
    ...(await stampede(measured)),
    ...(await writes(measured)),
    ...(await values(measured)),
  ];
  const rows: Row[] = [];
  return [{ title: 'On a Redis Cluster of three nodes', rows, targets }];
};
