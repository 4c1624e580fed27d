import {
  debianProgram,
  type PgbouncerOptions,
  startRedis,
  startRedisCluster,
} from '#local-servers';
import { join } from 'node:path';

/** Servers of a suite besides its PostgreSQL and the Redis of its queue. */
export interface Topology {
  environment: Record<string, string>;
  /** Of leases and caches. */
  redisUrls: string[];
  pooler?: Pick<PgbouncerOptions, 'program' | 'poolSize'>;
  stop(): Promise<void>;
}

const alone: Topology = { environment: {}, redisUrls: [], stop: () => Promise.resolve() };

/** As the overlay `cluster` has them: three masters, three lock nodes, PgBouncer where there is one. */
const startCluster = async (directory: string): Promise<Topology> => {
  const [cluster, program, ...lockNodes] = await Promise.all([
    startRedisCluster({ dataDir: join(directory, 'cluster') }),
    debianProgram('pgbouncer'),
    ...[0, 1, 2].map((rank) =>
      startRedis({ dataDir: join(directory, `lock-${rank}`), durable: false }),
    ),
  ]);
  const lockUrls = lockNodes.map(({ url }) => url);
  return {
    environment: {
      REDIS_CLUSTER_NODES: cluster.urls.join(','),
      REDLOCK_URLS: lockUrls.join(','),
    },
    redisUrls: [...cluster.urls, ...lockUrls],
    ...(program !== undefined && { pooler: { program, poolSize: 8 } }),
    stop: async () => {
      await Promise.all([cluster.stop(), ...lockNodes.map((node) => node.stop())]);
    },
  };
};

/** What all suites run on: `npm run test:topology` asks for `cluster`. */
export const startTopology = (directory: string): Promise<Topology> =>
  process.env['TEST_TOPOLOGY'] === 'cluster' ? startCluster(directory) : Promise.resolve(alone);
