import {
  debianProgram,
  type LocalRedisCluster,
  type LocalServer,
  startRedis,
  startRedisCluster,
} from '#local-servers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'redis';
import { eventually } from '../support/eventually.js';
import { Suite } from '../support/suite.js';

/**
 * As the overlay `cluster` deploys it: caches on a Redis Cluster of three masters, each with a
 * replica, leases on three Redis of their own, the queue on one more, and PgBouncer before
 * PostgreSQL where it can be installed.
 */
describe('on a Redis Cluster and three lock nodes', () => {
  let directory: string;
  let cluster: LocalRedisCluster;
  let lockNodes: LocalServer[] = [];
  let suite: Suite;
  const posted: string[] = [];

  const startLockNodes = (): Promise<LocalServer[]> =>
    Promise.all(
      [0, 1, 2].map((rank) =>
        startRedis({ dataDir: join(directory, `lock-${rank}`), durable: false }),
      ),
    );

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tulia-topology-'));
    const dataDir = join(directory, 'cluster');
    cluster = await startRedisCluster({ dataDir, replicasPerMaster: 1 });
    lockNodes = await startLockNodes();
    const program = await debianProgram('pgbouncer');
    suite = await Suite.start(
      {
        REDIS_CLUSTER_NODES: cluster.urls.join(','),
        REDLOCK_URLS: lockNodes.map(({ url }) => url).join(','),
        TURN_WINDOW_MS: '200',
        SWEEP_MS: '500',
        LEASE_MS: '4000',
        LEASE_HEARTBEAT_MS: '1000',
      },
      { workers: 2, ...(program && { pooler: { program, poolSize: 4 } }) },
    );
  }, 120_000);
  afterAll(async () => {
    await suite?.[Symbol.asyncDispose]();
    await Promise.all([cluster?.stop(), ...lockNodes.map((node) => node.stop())]);
    await rm(directory, { recursive: true });
  }, 30_000);

  const post = async (from: string): Promise<string> => {
    const { response, messageId } = await suite.post('Are you open on Saturdays?', { from });
    expect(response.status).toBe(202);
    posted.push(messageId);
    return messageId;
  };

  const answered = (messageId: string): Promise<unknown> =>
    eventually(`an answer to ${messageId}`, () => suite.receiver.answersTo(messageId)[0], 30_000);

  const commandsOf = async (url: string, command: string): Promise<number> => {
    const client = await createClient({ url }).connect();
    const [, calls = '0'] =
      new RegExp(`^cmdstat_${command}:calls=(\\d+)`, 'm').exec(await client.info('commandstats')) ??
      [];
    await client.disconnect();
    return Number(calls);
  };

  const keysOf = async (url: string): Promise<number> => {
    const client = await createClient({ url }).connect();
    const keys = await client.dbSize();
    await client.disconnect();
    return keys;
  };

  it('keeps caches in the cluster, and takes leases of every lock node', async () => {
    await answered(await post('first'));
    const cached = await Promise.all(cluster.urls.slice(0, 3).map(keysOf));
    expect(cached.reduce((sum, keys) => sum + keys, 0)).toBeGreaterThan(0);
    for (const { url } of lockNodes) expect(await commandsOf(url, 'set')).toBeGreaterThan(0);
  }, 40_000);

  it('loses and doubles nothing when a master and a lock node die amid messages', async () => {
    for (let rank = 0; rank < 40; rank++) {
      if (rank === 10) process.kill(cluster.nodes[0]!.pid, 'SIGKILL');
      if (rank === 20) process.kill(lockNodes[0]!.pid, 'SIGKILL');
      await post(`customer-${rank % 20}`);
      await delay(50);
    }
    for (const messageId of posted) await answered(messageId);
    // Long enough for a sweep to send again what it should not.
    await delay(2_000);
    const times = posted.map((messageId) => suite.receiver.answersTo(messageId).length);
    expect(times).toEqual(posted.map(() => 1));
  }, 90_000);

  it('has the dead master replaced by its replica, and answers on', async () => {
    const replica = createClient({ url: cluster.urls[3]! });
    await replica.connect();
    try {
      await eventually(
        'the replica is a master',
        async () => (await replica.info('replication')).includes('role:master'),
        20_000,
      );
    } finally {
      await replica.disconnect();
    }
    await answered(await post('after-the-failover'));
  }, 60_000);
});
