import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { runInContext } from '#observability';
import { runInLedger } from '#relations';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { testRedisUrl } from '../../../test/support/databases.js';
import { answer, stubGrpc, stubRedis, type StubGrpc } from '../test/stub-catalog.js';
import { CatalogClient } from './catalog-client.js';
import { type CatalogClientOptions } from './catalog-client.options.js';

const tenantId = randomUUID();
const nowhere = '127.0.0.1:1';
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('the catalog client', () => {
  let grpc: StubGrpc;
  let keyPrefix: string;
  const opened: CatalogClient[] = [];

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  beforeEach(async () => {
    grpc = await stubGrpc();
    keyPrefix = `t${randomUUID().slice(0, 8)}`;
  });
  afterEach(() => {
    for (const client of opened.splice(0)) client.onApplicationShutdown();
    grpc[Symbol.dispose]();
  });

  const clientWith = (options: Partial<CatalogClientOptions> = {}): CatalogClient => {
    const client = new CatalogClient({
      transport: 'redis',
      redisUrl: testRedisUrl(),
      keyPrefix,
      grpcUrl: grpc.url,
      passKeys: [`test:${Buffer.alloc(32).toString('base64')}`],
      ...options,
    });
    opened.push(client);
    return client;
  };
  const ask = async (client: CatalogClient): Promise<string | undefined> =>
    (await client.call('listProducts', { tenantId })).nextCursor;
  /** Once its Redis connections stand. */
  const connected = async (client: CatalogClient): Promise<CatalogClient> => {
    await using _listener = await stubRedis(testRedisUrl(), keyPrefix, (reply) =>
      reply({ response: answer('connected') }),
    );
    while ((await ask(client)) !== 'connected') await setTimeout(10);
    return client;
  };
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const started = performance.now();
    await work();
    return performance.now() - started;
  };

  it('asks over Redis, and over gRPC when told so', async () => {
    const overRedis = await connected(clientWith());
    await using _redis = await stubRedis(testRedisUrl(), keyPrefix, (reply) =>
      reply({ response: answer('redis') }),
    );
    await expect(ask(overRedis)).resolves.toBe('redis');
    await expect(ask(clientWith({ transport: 'grpc' }))).resolves.toBe('grpc');
  });

  it('asks over gRPC when Redis gives no answer in time, and drops the late one', async () => {
    const client = await connected(clientWith({ redisTimeoutMs: 50 }));
    const late: Promise<unknown>[] = [];
    await using redis = await stubRedis(testRedisUrl(), keyPrefix, (reply) => {
      late.push(setTimeout(100).then(() => reply({ response: answer('late') })));
      return undefined;
    });
    await expect(ask(client)).resolves.toBe('grpc');
    await Promise.all(late);
    await expect(ask(client)).resolves.toBe('grpc');
    expect(redis.requests).toHaveLength(2);
    await Promise.all(late);
  });

  it('asks over gRPC at once when nobody listens on Redis or it says something odd', async () => {
    const client = await connected(clientWith({ redisTimeoutMs: 2_000 }));
    await expect(timed(() => ask(client))).resolves.toBeLessThan(1_000);
    await using _redis = await stubRedis(testRedisUrl(), keyPrefix, (reply) =>
      reply({ err: 'There is no matching message handler' }),
    );
    await expect(ask(client)).resolves.toBe('grpc');
  });

  it('leaves Redis alone for a while after it was silent several times', async () => {
    const client = await connected(
      clientWith({ redisTimeoutMs: 20, breakerThreshold: 3, breakerOpenMs: 200 }),
    );
    await using redis = await stubRedis(testRedisUrl(), keyPrefix, () => undefined);
    for (let call = 0; call < 10; call += 1) await ask(client);
    expect(redis.requests).toHaveLength(3);
    await setTimeout(250);
    await ask(client);
    expect(redis.requests).toHaveLength(4);
  });

  it('never sends a write over Redis', async () => {
    const client = await connected(clientWith());
    await expect(client.call('deleteProduct', { tenantId, id: tenantId })).resolves.toEqual({});
  });

  it('takes a problem over Redis for the answer', async () => {
    const client = await connected(clientWith());
    const problem = { code: 'not_found', detail: 'No such thing', retryAfterSeconds: 3 };
    await using _redis = await stubRedis(testRedisUrl(), keyPrefix, (reply) =>
      reply({ err: { problem } }),
    );
    await expect(ask(client)).rejects.toMatchObject({
      code: 'not_found',
      message: 'No such thing',
      retryAfterSeconds: 3,
    });
  });

  it('does without Redis', async () => {
    const client = clientWith({ redisUrl: 'redis://127.0.0.1:1' });
    await expect(ask(client)).resolves.toBe('grpc');
  });

  it('says unavailable when no service is there', async () => {
    const client = clientWith({ redisUrl: 'redis://127.0.0.1:1', grpcUrl: nowhere });
    const took = await timed(() =>
      expect(ask(client)).rejects.toMatchObject({ code: 'unavailable', status: 503 }),
    );
    expect(took).toBeLessThan(5_000);
  });

  it('says unavailable within the deadline when the service is silent', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const client = clientWith({
      transport: 'grpc',
      grpcUrl: `127.0.0.1:${port}`,
      deadlineMs: 300,
    });
    const took = await timed(() =>
      expect(ask(client)).rejects.toMatchObject({ code: 'unavailable' }),
    );
    expect(took).toBeLessThan(1_000);
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  it('stops when the caller does', async () => {
    await using _redis = await stubRedis(testRedisUrl(), keyPrefix, () => undefined);
    for (const client of [
      await connected(clientWith({ redisTimeoutMs: 60_000 })),
      clientWith({ transport: 'grpc', grpcUrl: '10.255.255.1:1', deadlineMs: 60_000 }),
    ]) {
      const abort = new AbortController();
      const call = client.call('listProducts', { tenantId }, { signal: abort.signal });
      const reason = new Error('superseded');
      abort.abort(reason);
      await expect(call).rejects.toBe(reason);
      await expect(
        client.call('listProducts', { tenantId }, { signal: abort.signal }),
      ).rejects.toBe(reason);
    }
  });

  it('sends nothing that is malformed', async () => {
    const client = clientWith({ grpcUrl: nowhere });
    const price = { amountMinor: 1.5, currency: 'KES' };
    await expect(
      client.call('createProduct', { tenantId, input: { title: 'x', price } }),
    ).rejects.toMatchObject({ code: 'malformed', errors: [{ field: '/input/price/amountMinor' }] });
    await expect(
      client.call('updateProduct', {
        tenantId,
        id: tenantId,
        patch: { price },
        updateMask: ['price'],
      }),
    ).rejects.toMatchObject({ code: 'malformed', errors: [{ field: '/patch/price/amountMinor' }] });
  });

  it('adds what the answer cost to the ledger of the caller', async () => {
    const client = clientWith({ transport: 'grpc' });
    await runInLedger(async (ledger) => {
      await ask(client);
      await ask(client);
      expect(ledger.toJSON()).toEqual({ sqlStatements: 4, cacheHits: 2, cacheMisses: 0 });
    });
  });

  it('hands the trace on over both transports', async () => {
    const client = await connected(clientWith());
    await using redis = await stubRedis(testRedisUrl(), keyPrefix, (reply) =>
      reply({ response: answer('redis') }),
    );
    await runInContext({ traceparent }, () => ask(client));
    await runInContext({ traceparent }, () => ask(clientWith({ transport: 'grpc' })));
    const traceId = expect.stringContaining('0af7651916cd43dd8448eb211c80319c');
    expect(redis.requests[0]?.metadata.traceparent).toEqual(traceId);
    expect(grpc.traceparents.at(-1)).toEqual(traceId);
  });
});
