import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LocalRedisCluster, startRedisCluster } from '#local-servers';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';
import { describeSharing } from '../test/across-processes.contract.js';
import { Source, until } from '../test/caches.js';
import { describeCacheFamily } from '../test/family.contract.js';
import { SharedRedis } from '../test/shared-redis.js';
import { describeStaleness } from '../test/staleness.contract.js';

let dataDir: string;
let cluster: LocalRedisCluster;
let redis: SharedRedis;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tulia-caching-cluster-'));
  cluster = await startRedisCluster({ dataDir });
  redis = await SharedRedis.cluster(cluster.urls);
});

afterAll(async () => {
  await redis.close();
  await cluster.stop();
  await rm(dataDir, { recursive: true, force: true });
});

describeCacheFamily('with a Redis Cluster', (options) => redis.open(options));
describeStaleness('with a Redis Cluster', () => redis.open());
describeSharing('a Redis Cluster', () => redis);

const failed = async (): Promise<number> => {
  const infos = await Promise.all(
    cluster.urls.map(async (url) => {
      const client = await createClient({ url }).connect();
      const info = await client.info('errorstats');
      await client.disconnect();
      return info;
    }),
  );
  return infos.filter((info) => /errorstat_(MOVED|CROSSSLOT)/.test(info)).length;
};

describe('a cache on a Redis Cluster', () => {
  const scopes = Array.from({ length: 30 }, (_, scope) => `s${scope}`);

  it('asks the right server at once, whatever the scope', async () => {
    using one = await redis.open();
    using two = await redis.open({ keyPrefix: one.prefix });
    const tags = () => ['t'];
    const [here, there] = [one.family<string>({ tags }), two.family<string>({ tags })];
    for (const scope of scopes) {
      await here.get(scope, '1', new Source('a').load);
      await there.getMany(scope, ['1', '2'], () => Promise.resolve(new Map([['2', 'b']])));
      await here.set(scope, '3', 'c');
      await expect(here.get(scope, '4', () => Promise.reject(new Error('no')))).rejects.toThrow();
      await here.invalidate(scope, '1', 'updated');
      await one.invalidateTags(scope, ['t'], 'updated');
    }
    expect(await failed()).toBe(0);
  });

  it('loses no reader while a master is killed, and is in full use when it is back', async () => {
    using one = await redis.open();
    using two = await redis.open({ keyPrefix: one.prefix });
    const [here, there] = [one.family<number>(), two.family<number>()];
    const source = new Source(0);
    const readAll = async (): Promise<number> => {
      let slowest = 0;
      for (const scope of scopes) {
        const began = performance.now();
        expect(await there.get(scope, String(began), source.load)).toBe(source.value);
        slowest = Math.max(slowest, performance.now() - began);
      }
      return slowest;
    };
    await readAll();
    const node = cluster.nodes[1];
    process.kill(node?.pid ?? 0, 'SIGKILL');
    await node?.exited;
    let slowest = 0;
    for (let round = 0; round < 5; round++) slowest = Math.max(slowest, await readAll());
    expect(slowest).toBeLessThan(1000);
    for (const scope of scopes) await there.get(scope, 'kept', source.load);
    source.value = 1;
    for (const scope of scopes) await here.invalidate(scope, 'kept', 'updated');
    await cluster.restart(1);
    await until(() => one.connected && two.connected, 10_000);
    await until(() => one.stats().redis?.queuedInvalidations === 0);
    for (const scope of scopes) {
      expect(await here.get(scope, 'kept', source.load)).toBe(1);
      await until(async () => (await there.get(scope, 'kept', source.load)) === 1, 500);
    }
  });

  it('follows a master to the server that took over', async () => {
    const ownDir = await mkdtemp(join(tmpdir(), 'tulia-caching-cluster-'));
    const replicated = await startRedisCluster({ dataDir: ownDir, replicasPerMaster: 1 });
    const shared = await SharedRedis.cluster(replicated.urls);
    try {
      using one = await shared.open();
      using two = await shared.open({ keyPrefix: one.prefix });
      const [here, there] = [one.family<string>(), two.family<string>()];
      process.kill(replicated.nodes[0]?.pid ?? 0, 'SIGKILL');
      await replicated.nodes[0]?.exited;
      // Full use again: what one loads the other finds in Redis, in every scope.
      await until(async () => {
        const id = randomUUID();
        for (const scope of scopes) {
          await here.get(scope, id, new Source('a').load);
          await there.get(scope, id, new Source('a').load);
        }
        return two.results.slice(-scopes.length).every((result) => result === 'l2 hit');
      }, 20_000);
    } finally {
      await shared.close();
      await replicated.stop();
      await rm(ownDir, { recursive: true, force: true });
    }
  });
});
