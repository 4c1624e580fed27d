import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianProgram, startPgbouncer, startRedis } from '#local-servers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { runCli } from '../../test/run-cli.js';
import { type Finding } from '../doctor/finding.js';

let database: TestDatabase;
let directory: string;
beforeAll(async () => {
  database = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), 'doctor-'));
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

/** The exit code, and what is not well: check, found and how to mend it. */
const doctor = async (
  environment: Record<string, string> = {},
): Promise<{ code: number; checks: string[]; ill: Finding[] }> => {
  const { code, stdout } = await runCli(['doctor', '--json'], {
    DATABASE_URL: database.url,
    REDIS_URL: testRedisUrl(),
    ...environment,
  });
  const findings = JSON.parse(stdout) as Finding[];
  const ill = findings.filter(({ state }) => state !== 'ok');
  return { code, checks: findings.map(({ check }) => check), ill };
};

describe('doctor', () => {
  test('where all is well it says what it looked at', async () => {
    const { code, checks, ill } = await doctor();
    expect([code, ill]).toEqual([0, []]);
    expect(checks).toEqual([
      ...['node', 'environment', 'DATABASE_URL', 'clock of DATABASE_URL', 'migrations', 'pooler'],
      ...['REDIS_URL', 'clock of REDIS_URL', 'eviction of REDIS_URL'],
    ]);
  });

  test('every bad variable is named', async () => {
    const { code, ill } = await doctor({ PORT: 'http', LLM_PROVIDER: 'anthropic' });
    expect(code).toBe(1);
    expect(ill).toEqual([
      expect.objectContaining({ check: 'environment', found: expect.stringContaining('PORT') }),
    ]);
  });

  test('servers that are away are named, with what to check', async () => {
    const { code, ill } = await doctor({
      DATABASE_URL: 'postgres://127.0.0.1:1/tulia',
      REDIS_URL: 'redis://127.0.0.1:1',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    });
    expect(code).toBe(1);
    expect(ill.map(({ check, state }) => `${check} ${state}`)).toEqual([
      'DATABASE_URL wrong',
      'REDIS_URL wrong',
      'OTEL_EXPORTER_OTLP_ENDPOINT warning',
    ]);
    expect(ill.map(({ found }) => found)).toEqual([
      expect.stringContaining('ECONNREFUSED'),
      expect.stringContaining('ECONNREFUSED'),
      expect.stringContaining('ECONNREFUSED'),
    ]);
  });

  test('what the suite can work without is no reason to fail', async () => {
    const { code, ill } = await doctor({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
    expect([code, ill.length]).toEqual([0, 1]);
  });

  test('missing migrations are named', async () => {
    await using empty = await createTestDatabase({ migrated: false });
    const { code, ill } = await doctor({ DATABASE_URL: empty.url });
    expect(code).toBe(1);
    expect(ill).toEqual([
      expect.objectContaining({
        check: 'migrations',
        found: expect.stringMatching(/^missing: FirstSchema/),
      }),
    ]);
  });

  test('a Redis that evicts is wrong: jobs and leases are in it', async () => {
    const redis = await startRedis({ dataDir: join(directory, 'redis') });
    const client = new Redis(redis.url);
    try {
      await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
      const { code, ill } = await doctor({ REDIS_URL: redis.url });
      expect(code).toBe(1);
      expect(ill).toEqual([
        expect.objectContaining({ check: 'eviction of REDIS_URL', found: 'allkeys-lru' }),
      ]);
    } finally {
      client.disconnect();
      await redis.stop();
    }
  });

  test('two lock nodes are one too many or too few', async () => {
    const { code, ill } = await doctor({
      REDLOCK_URLS: `${testRedisUrl()}/1,${testRedisUrl()}/2`,
    });
    expect(code).toBe(0);
    expect(ill).toEqual([
      expect.objectContaining({ check: 'REDLOCK_URLS', state: 'warning', found: '2 servers' }),
    ]);
  });
});

const pgbouncer = await debianProgram('pgbouncer');

const pooled = (program: string): void => {
  test('behind a transaction pooler it wants no prepared statements, and a way past it', async () => {
    const pooler = await startPgbouncer({
      program,
      dataDir: join(directory, 'pgbouncer'),
      databaseUrl: database.url,
      poolSize: 2,
    });
    try {
      const bare = await doctor({ DATABASE_URL: pooler.url });
      expect(bare.code).toBe(1);
      expect(bare.ill.map(({ check }) => check)).toEqual([
        'DATABASE_PREPARE',
        'DATABASE_DIRECT_URL',
      ]);

      const minded = { DATABASE_URL: pooler.url, DATABASE_PREPARE: 'false' };
      const mended = await doctor({ ...minded, DATABASE_DIRECT_URL: database.url });
      expect([mended.code, mended.ill]).toEqual([0, []]);

      const crooked = await doctor({ ...minded, DATABASE_DIRECT_URL: pooler.url });
      expect(crooked.ill).toEqual([
        expect.objectContaining({
          check: 'DATABASE_DIRECT_URL',
          found: expect.stringContaining('leads through a transaction pooler'),
        }),
      ]);
    } finally {
      await pooler.stop();
    }
  }, 60_000);
};

describe('doctor behind PgBouncer', () => {
  if (pgbouncer === undefined) {
    // Where it is not to be had: macOS, or no root to install it.
    console.warn('NOT TESTED behind PgBouncer: `apt-get install pgbouncer` is not possible here.');
    test('is not tested, for PgBouncer is missing', () => expect(pgbouncer).toBeUndefined());
  } else pooled(pgbouncer);
});
