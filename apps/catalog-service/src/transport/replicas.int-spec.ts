import { type Problem } from '#contracts';
import { TenantEntity } from '#persistence';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import {
  clientOf,
  redisClientOf,
  type RunningCatalog,
  startCatalog,
} from '../../test/running-catalog.js';
import { CatalogCalls } from './catalog-calls.js';

const price = { amountMinor: 185_000, currency: 'KES' };

describe('two replicas of catalog-service', () => {
  let database: TestDatabase;
  let replicas: RunningCatalog[];
  const tenantId = uuid();

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.source.manager.insert(TenantEntity, { id: tenantId, name: 'Shop' });
    const given = {
      DATABASE_URL: database.url,
      REDIS_URL: testRedisUrl(),
      KEY_PREFIX: `t${uuid().slice(-12)}`,
      // What is found by meaning changes while texts are being embedded.
      EMBEDDINGS_MODEL: 'none',
    };
    replicas = await Promise.all([startCatalog(given), startCatalog(given)]);
  });

  afterAll(async () => {
    for (const replica of replicas) await replica[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  /** Counts what each replica carries out from now on. */
  const countExecutions = (): number[] => {
    const counts = replicas.map(() => 0);
    replicas.forEach(({ app }, index) => {
      const calls = app.get(CatalogCalls, { strict: false });
      const execute = CatalogCalls.prototype.execute.bind(calls);
      calls.execute = (...call) => {
        counts[index] = (counts[index] ?? 0) + 1;
        return execute(...call);
      };
    });
    return counts;
  };

  const sum = (counts: number[]): number => counts.reduce((total, count) => total + count, 0);

  it('carry out a request over Redis once between them', async () => {
    using client = await redisClientOf(replicas);
    const counts = countExecutions();
    await Promise.all(Array.from({ length: 200 }, () => client.call('listProducts', { tenantId })));
    expect(sum(counts)).toBe(200);
  });

  it('share the requests over gRPC', async () => {
    using client = clientOf(replicas, { transport: 'grpc' });
    await client.call('listProducts', { tenantId });
    const counts = countExecutions();
    for (let call = 0; call < 20; call += 1) await client.call('listProducts', { tenantId });
    expect(counts).toEqual([10, 10]);
  });

  it('answer the same over both transports', async () => {
    using overRedis = await redisClientOf(replicas);
    using overGrpc = clientOf(replicas, { transport: 'grpc' });
    const bare = await overGrpc.call('createProduct', {
      tenantId,
      input: { title: 'Bell', price },
    });
    const full = await overGrpc.call('createProduct', {
      tenantId,
      input: {
        externalId: 'bike',
        title: 'Rigid bike “Twiga” 🦒',
        description: 'Steel',
        price: { ...price, amountMinor: 0 },
        sku: 'BK-1',
        stock: 0,
        active: false,
        variants: [
          { title: 'S', sku: 'BK-1-S', stock: 0, price: { ...price, amountMinor: 9_007_199_254 } },
          { title: 'M' },
        ],
      },
    });
    const service = await overGrpc.call('createService', {
      tenantId,
      input: { title: 'Tune-up of a bike', price, durationMinutes: 45 },
    });
    const entry = await overGrpc.call('createKnowledge', {
      tenantId,
      input: {
        type: 'faq',
        title: 'Bike returns',
        content: 'Within 30 days',
        keywords: ['refund'],
      },
    });
    const { id } = await overGrpc.call('createKnowledge', {
      tenantId,
      input: { type: 'policy', title: 'Empty', content: '-' },
    });
    expect(full).toMatchObject({
      stock: 0,
      active: false,
      variants: [{ stock: 0 }, { title: 'M' }],
    });

    const reads = [
      (client: typeof overRedis) => client.call('getProduct', { tenantId, id: bare.id }),
      (client: typeof overRedis) => client.call('getProduct', { tenantId, id: full.id }),
      (client: typeof overRedis) => client.call('listProducts', { tenantId, limit: 1 }),
      (client: typeof overRedis) => client.call('listProducts', { tenantId, activeOnly: true }),
      (client: typeof overRedis) => client.call('listProducts', { tenantId: uuid() }),
      (client: typeof overRedis) => client.call('getService', { tenantId, id: service.id }),
      (client: typeof overRedis) => client.call('listServices', { tenantId }),
      (client: typeof overRedis) => client.call('getKnowledge', { tenantId, id: entry.id }),
      (client: typeof overRedis) => client.call('getKnowledge', { tenantId, id }),
      (client: typeof overRedis) => client.call('listKnowledge', { tenantId, type: 'faq' }),
      (client: typeof overRedis) => client.call('search', { tenantId, query: 'bike tune-up' }),
      (client: typeof overRedis) => client.call('search', { tenantId, query: 'the' }),
    ];
    for (const read of reads) expect(await read(overRedis)).toStrictEqual(await read(overGrpc));
    expect(await overGrpc.call('getProduct', { tenantId, id: full.id })).toStrictEqual(full);
    expect(await overRedis.call('listProducts', { tenantId: uuid() })).toStrictEqual({ items: [] });
    expect(await overGrpc.call('deleteKnowledge', { tenantId, id })).toStrictEqual({});
  });

  it('tell of the same problems over both transports', async () => {
    using overRedis = await redisClientOf(replicas);
    using overGrpc = clientOf(replicas, { transport: 'grpc' });
    const problemOf = async (call: Promise<unknown>): Promise<object> => {
      const problem = await call.then(
        () => undefined,
        (error: Problem) => error,
      );
      return { ...problem?.toJSON(), name: problem?.name };
    };
    const unknown = { tenantId, id: uuid() };
    const foreignCursor = { tenantId, cursor: 'not-a-cursor' };
    for (const client of [overRedis, overGrpc]) {
      expect(await problemOf(client.call('getProduct', unknown))).toMatchObject({
        name: 'Problem',
        code: 'not_found',
        status: 404,
      });
      expect(await problemOf(client.call('listKnowledge', foreignCursor))).toMatchObject({
        code: 'malformed',
        errors: [{ field: 'cursor' }],
      });
    }
  });

  it('do not know an item of another tenant', async () => {
    using client = clientOf(replicas, { transport: 'grpc' });
    const stranger = uuid();
    await database.source.manager.insert(TenantEntity, { id: stranger, name: 'Other' });
    const { id } = await client.call('createProduct', {
      tenantId,
      input: { title: 'Mine', price },
    });
    const foreign = { tenantId: stranger, id };
    const notFound = { code: 'not_found' };
    await expect(client.call('getProduct', foreign)).rejects.toMatchObject(notFound);
    await expect(client.call('deleteProduct', foreign)).rejects.toMatchObject(notFound);
    await expect(
      client.call('updateProduct', { ...foreign, patch: { title: 'His' }, updateMask: ['title'] }),
    ).rejects.toMatchObject(notFound);
    await expect(client.call('search', { tenantId: stranger, query: 'mine' })).resolves.toEqual({
      hits: [],
    });
    await expect(client.call('getProduct', { tenantId, id })).resolves.toMatchObject({
      title: 'Mine',
    });
  });

  it('answer over gRPC what is too large for Redis', async () => {
    using client = clientOf(replicas);
    using redisOnly = await redisClientOf(replicas);
    for (let index = 0; index < 25; index += 1) {
      await client.call('createKnowledge', {
        tenantId,
        input: { type: 'policy', title: `Large ${index}`, content: 'x'.repeat(50_000) },
      });
    }
    const request = { tenantId, type: 'policy' } as const;
    await expect(redisOnly.call('listKnowledge', request)).rejects.toMatchObject({
      code: 'unavailable',
    });
    await expect(client.call('listKnowledge', request)).resolves.toHaveProperty('items.length', 25);
  });

  it('show on /health/ready whether they hear Redis', async () => {
    const response = await replicas[0]?.app.inject('/health/ready');
    expect(response?.statusCode).toBe(200);
    expect(response?.json()).toMatchObject({ info: { redisTransport: { subscribed: true } } });
  });
});
