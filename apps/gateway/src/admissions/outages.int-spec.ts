import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalServer, startPostgres, startRedis } from '#local-servers';
import { createDataSource, MessageEntity } from '#persistence';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { eventually } from '../../../../test/support/eventually.js';
import { signedRequest } from '../../../../test/support/signed-webhook.js';
import { createTenantWithChannel, type TestChannel } from '../../../../test/support/tenants.js';
import { RunningGateway } from '../../test/running-gateway.js';

let directory: string;
let postgres: LocalServer;
let redis: LocalServer;
let source: DataSource;
let gateway: RunningGateway;
let channel: TestChannel;

const postgresAgain = (port?: number): Promise<LocalServer> =>
  startPostgres({
    dataDir: join(directory, 'postgres'),
    durable: false,
    ...(port ? { port } : {}),
  });

const redisAgain = (port?: number): Promise<LocalServer> =>
  startRedis({ dataDir: join(directory, 'redis'), durable: false, ...(port ? { port } : {}) });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tulia-outages-'));
  [postgres, redis] = await Promise.all([postgresAgain(), redisAgain()]);
  source = createDataSource({ databaseUrl: postgres.url, applicationName: 'test' });
  await source.initialize();
  await source.runMigrations();
  gateway = await RunningGateway.start({ DATABASE_URL: postgres.url, REDIS_URL: redis.url });
  const { ENCRYPTION_KEYS: encryptionKeys } = gateway.environment;
  channel = await createTenantWithChannel(source, { encryptionKeys });
}, 60_000);

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await source.destroy();
  await Promise.all([postgres.stop(), redis.stop()]);
  await rm(directory, { recursive: true });
});

interface Delivered {
  status: number;
  retryAfter: string | null;
  contentType: string | null;
  body: Record<string, unknown>;
  /** Milliseconds. */
  took: number;
}

const deliver = async (): Promise<Delivered> => {
  const inbound = { messageId: uuidv7(), from: { id: 'customer-1' }, text: 'Are you open?' };
  const started = performance.now();
  const response = await gateway.fetch(
    `/v1/webhooks/${channel.channelId}`,
    signedRequest(channel.secret, inbound),
  );
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    contentType: response.headers.get('content-type'),
    body: (await response.json()) as Record<string, unknown>,
    took: performance.now() - started,
  };
};

const expectUnavailable = (delivered: Delivered): void => {
  expect(delivered).toMatchObject({
    status: 503,
    retryAfter: '5',
    contentType: 'application/problem+json; charset=utf-8',
    body: { code: 'unavailable' },
  });
  expect(delivered.took).toBeLessThan(3000);
};

describe('without Redis', () => {
  test('a webhook is stored and answered all the same, within a second', async () => {
    await redis.stop();
    for (let times = 0; times < 3; times++) {
      const { status, took, body } = await deliver();
      expect(status).toBe(202);
      expect(took).toBeLessThan(1000);
      const id = String(body['messageId']);
      expect(await source.getRepository(MessageEntity).countBy({ id })).toBe(1);
    }
    redis = await redisAgain(redis.port);
  });

  test('the same holds while Redis is frozen', async () => {
    process.kill(redis.pid, 'SIGSTOP');
    try {
      const { status, took } = await deliver();
      expect(status).toBe(202);
      expect(took).toBeLessThan(1000);
    } finally {
      process.kill(redis.pid, 'SIGCONT');
    }
  });
});

describe('without PostgreSQL', () => {
  test('a webhook is told to come back, and taken once PostgreSQL is back', async () => {
    const { port } = postgres;
    await source.destroy();
    await postgres.stop();
    expectUnavailable(await deliver());
    expectUnavailable(await deliver());
    postgres = await postgresAgain(port);
    await source.initialize();
    await eventually('PostgreSQL is used again', async () => (await deliver()).status === 202);
  }, 60_000);

  test('a webhook is told so within three seconds while PostgreSQL is frozen', async () => {
    await deliver();
    const sessions = await source.query<{ pid: number }[]>(
      `SELECT pid FROM pg_stat_activity WHERE application_name = 'gateway'`,
    );
    expect(sessions).not.toHaveLength(0);
    const frozen = [postgres.pid, ...sessions.map(({ pid }) => pid)];
    for (const pid of frozen) process.kill(pid, 'SIGSTOP');
    try {
      expectUnavailable(await deliver());
    } finally {
      for (const pid of frozen) process.kill(pid, 'SIGCONT');
    }
    await eventually('PostgreSQL is used again', async () => (await deliver()).status === 202);
  }, 60_000);
});
