import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort, type LocalServer, startPostgres, startRedis } from '#local-servers';
import { createDataSource, TenantEntity } from '#persistence';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { createTestDatabase, testRedisUrl } from '../../../../test/support/databases.js';
import { clientOf, eventually, redisClientOf, startCatalog } from '../../test/running-catalog.js';
import { CatalogCalls } from './catalog-calls.js';

describe('catalog-service in an outage', () => {
  let directory: string;
  const tenantId = uuid();

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tulia-outage-'));
  });

  afterAll(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  const startOwnRedis = (port: number): Promise<LocalServer> =>
    startRedis({ dataDir: join(directory, 'redis'), port, durable: false });

  it('serves over gRPC while Redis is away, at boot too, and over Redis once it is there', async () => {
    await using database = await createTestDatabase();
    const port = await freePort();
    const given = { DATABASE_URL: database.url, REDIS_URL: `redis://127.0.0.1:${port}` };
    await using catalog = await startCatalog(given);
    using client = clientOf([catalog], { breakerOpenMs: 50 });
    const read = () => client.call('listProducts', { tenantId });
    const readiness = async (): Promise<unknown> =>
      (await catalog.app.inject('/health/ready')).json();

    await expect(read()).resolves.toEqual({ items: [] });
    expect(await readiness()).toMatchObject({
      status: 'ok',
      info: { redisTransport: { subscribed: false } },
    });

    for (let outage = 1; outage <= 2; outage += 1) {
      const redis = await startOwnRedis(port);
      // It answers where there is no gRPC: over Redis, that is.
      using redisClient = await redisClientOf([catalog]);
      await expect(redisClient.call('listProducts', { tenantId })).resolves.toEqual({ items: [] });
      await redis.stop();
      await expect(read()).resolves.toEqual({ items: [] });
    }
  });

  it('lets callers fall back quickly when Redis stops answering', async () => {
    await using database = await createTestDatabase();
    const redis = await startOwnRedis(await freePort());
    await using catalog = await startCatalog({ DATABASE_URL: database.url, REDIS_URL: redis.url });
    using client = clientOf([catalog], { redisTimeoutMs: 300, breakerOpenMs: 60_000 });
    using connected = await redisClientOf([catalog]);
    await connected.call('listProducts', { tenantId });
    process.kill(redis.pid, 'SIGSTOP');
    try {
      const durations: number[] = [];
      for (let call = 0; call < 5; call += 1) {
        const started = performance.now();
        await client.call('listProducts', { tenantId });
        durations.push(performance.now() - started);
      }
      expect(Math.max(...durations)).toBeLessThan(1_000);
      // The breaker has opened: no more waiting.
      expect(durations.at(-1)).toBeLessThan(150);
    } finally {
      process.kill(redis.pid, 'SIGCONT');
      await redis.stop();
    }
  });

  it('says that it is unavailable while PostgreSQL is away, and recovers', async () => {
    const dataDir = join(directory, 'postgres');
    const port = await freePort();
    let postgres = await startPostgres({ dataDir, port, durable: false });
    const source = createDataSource({ databaseUrl: postgres.url, applicationName: 'test' });
    await source.initialize();
    await source.runMigrations({ transaction: 'each' });
    await source.manager.insert(TenantEntity, { id: tenantId, name: 'Shop' });
    await source.destroy();
    {
      await using catalog = await startCatalog({
        DATABASE_URL: postgres.url,
        REDIS_URL: testRedisUrl(),
      });
      using overRedis = await redisClientOf([catalog]);
      using overGrpc = clientOf([catalog], { transport: 'grpc' });
      await postgres.stop();
      const unavailable = { code: 'unavailable', status: 503, retryAfterSeconds: 2 };
      for (const client of [overRedis, overGrpc]) {
        await expect(client.call('listProducts', { tenantId })).rejects.toMatchObject(unavailable);
        await expect(client.call('search', { tenantId, query: 'bike' })).rejects.toMatchObject(
          unavailable,
        );
      }
      postgres = await startPostgres({ dataDir, port, durable: false });
      await eventually(() => overGrpc.call('listProducts', { tenantId }));
    }
    await postgres.stop();
  });

  it('answers what it has begun before it stops', async () => {
    await using database = await createTestDatabase();
    const catalog = await startCatalog({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
    using overRedis = await redisClientOf([catalog]);
    using overGrpc = clientOf([catalog], { transport: 'grpc' });
    await overGrpc.call('listProducts', { tenantId });
    const calls = catalog.app.get(CatalogCalls, { strict: false });
    const execute = CatalogCalls.prototype.execute.bind(calls);
    const begun: (() => void)[] = [];
    const bothBegun = Promise.all(
      [0, 1].map(() => new Promise<void>((begin) => begun.push(begin))),
    );
    calls.execute = async (...call) => {
      begun.pop()?.();
      await setTimeout(200);
      return execute(...call);
    };
    const answers = [overRedis, overGrpc].map((client) =>
      client.call('listProducts', { tenantId }),
    );
    await bothBegun;
    await catalog[Symbol.asyncDispose]();
    await expect(Promise.all(answers)).resolves.toEqual([{ items: [] }, { items: [] }]);
  });
});
