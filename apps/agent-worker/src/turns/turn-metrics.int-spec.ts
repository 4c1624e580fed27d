import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Leases } from '#dedup';
import { type LocalServer, startRedis } from '#local-servers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/databases.js';
import { eventually } from '../../../../test/support/eventually.js';
import { Figures } from '../../../../test/support/figures.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { createTenantWithChannel, type TestChannel } from '../../../../test/support/tenants.js';
import { insertDueConversation, RunningWorker } from '../../test/running-worker.js';

let directory: string;
let database: TestDatabase;
let redis: LocalServer;
let receiver: Receiver;
let worker: RunningWorker;
let channel: TestChannel;
let before: Figures;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tulia-worker-'));
  [database, redis, receiver] = await Promise.all([
    createTestDatabase(),
    startRedis({ dataDir: directory, durable: false }),
    Receiver.listen(),
  ]);
  worker = await RunningWorker.start({
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    // Work begins when a test says so.
    SWEEP_MS: '3600000',
  });
  const { ENCRYPTION_KEYS: encryptionKeys } = worker.environment;
  channel = await createTenantWithChannel(database.source, {
    encryptionKeys,
    deliveryUrl: receiver.url,
  });
}, 60_000);

afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  await redis.stop();
  await rm(directory, { recursive: true });
});

beforeEach(async () => {
  receiver.status = 200;
  before = await Figures.of(worker.url);
});

/** Asks until a counter has grown, or a gauge moved, since the test began. */
const afterChange = (name: string, labels: Record<string, string> = {}): Promise<Figures> =>
  eventually(`a change of ${name}`, async () => {
    const now = await Figures.of(worker.url);
    return now.sum(name, labels) === before.sum(name, labels) ? undefined : now;
  });

describe('a worker’s figures', () => {
  test('count an answered turn once, with its lease, its statements and its model', async () => {
    await worker.wake(await insertDueConversation(database.source, channel, { ageSeconds: 5 }));
    const now = await afterChange('reply_latency_seconds_count');
    const growth = (name: string, labels?: Record<string, string>): number =>
      now.sum(name, labels) - before.sum(name, labels);
    expect(growth('lock_acquisitions_total', { result: 'acquired' })).toBe(1);
    expect(growth('lock_acquisitions_total')).toBe(1);
    expect(growth('turn_seconds_count', { outcome: 'answered' })).toBe(1);
    expect(growth('turn_seconds_count')).toBe(1);
    // Begin and commit.
    expect(growth('turn_sql_statements_sum')).toBe(2);
    expect(growth('reply_latency_seconds_count')).toBe(1);
    expect(growth('reply_latency_seconds_sum')).toBeGreaterThan(5);
    expect(growth('reply_latency_seconds_sum')).toBeLessThan(30);
    const kinds = now
      .find('llm_tokens_total', { model: 'builtin' })
      .map(({ labels }) => labels.kind);
    expect(kinds.sort()).toEqual(['cached_prompt', 'completion', 'prompt']);
    expect(now.find('llm_cost_usd_total', { model: 'builtin' })).toHaveLength(1);
    const released = await afterChange('lock_hold_seconds_count');
    expect(released.sum('lock_hold_seconds_count')).toBe(before.sum('lock_hold_seconds_count') + 1);
    expect(released.sum('lock_lost_total')).toBe(0);
  });

  test('count a lease that somebody else has as contended, and no turn', async () => {
    const due = await insertDueConversation(database.source, channel);
    const leases = worker.app.get(Leases, { strict: false });
    await using _held = await leases.acquire(`turn:${due.conversationId}`);
    await worker.wake(due);
    const now = await afterChange('lock_acquisitions_total', { result: 'contended' });
    const contended = before.sum('lock_acquisitions_total', { result: 'contended' }) + 1;
    expect(now.sum('lock_acquisitions_total', { result: 'contended' })).toBe(contended);
    expect(now.sum('turn_seconds_count')).toBe(before.sum('turn_seconds_count'));
  });

  test('count a turn that could not be answered as failed', async () => {
    const text = 'Are you open on Saturdays?';
    await worker.wake(await insertDueConversation(database.source, channel, { text }));
    const now = await afterChange('turn_seconds_count', { outcome: 'failed' });
    expect(now.sum('turn_seconds_count')).toBe(before.sum('turn_seconds_count') + 1);
    expect(now.sum('turn_sql_statements_count')).toBe(before.sum('turn_sql_statements_count'));
  });

  test('count what was given up on as abandoned, and its messages as dead letters', async () => {
    await worker.wake(await insertDueConversation(database.source, channel, { turnAttempts: 8 }));
    const now = await afterChange('dead_letters');
    expect(now.sum('dead_letters')).toBe(1);
    expect(now.sum('turn_seconds_count', { outcome: 'abandoned' })).toBe(1);
  });

  test('count an attempt of unknown outcome as ambiguous, and its reply as pending', async () => {
    receiver.status = 500;
    await worker.wake(await insertDueConversation(database.source, channel));
    const now = await afterChange('outbox_pending');
    expect(now.sum('outbox_pending')).toBe(before.sum('outbox_pending') + 1);
    expect(now.sum('outbox_ambiguous_total')).toBe(before.sum('outbox_ambiguous_total') + 1);
    expect(now.sum('reply_latency_seconds_count')).toBe(before.sum('reply_latency_seconds_count'));
  });

  test('show how long the oldest conversation waits', async () => {
    await insertDueConversation(database.source, channel, { ageSeconds: 1_000 });
    const now = await eventually('the oldest', async () => {
      const figures = await Figures.of(worker.url);
      return figures.sum('unanswered_oldest_seconds') > 900 ? figures : undefined;
    });
    expect(now.sum('unanswered_oldest_seconds')).toBeLessThan(1_100);
  });
});

/** Everything else is still there. */
const expectAnswerInTime = async (): Promise<Figures> => {
  const started = performance.now();
  const figures = await Figures.of(worker.url);
  expect(performance.now() - started).toBeLessThan(1_000);
  expect(figures.find('lock_acquisitions_total')).toHaveLength(4);
  return figures;
};

describe('/metrics answers within a second', () => {
  const known = (name: string) => async (): Promise<boolean> =>
    (await Figures.of(worker.url)).find(name).length > 0;

  test('while PostgreSQL is busy: it asks once, and leaves out what it does not know', async () => {
    await eventually('the backlog', known('outbox_pending'));
    const runner = database.source.createQueryRunner();
    await runner.startTransaction();
    try {
      await runner.query('LOCK TABLE outbox_delivery IN ACCESS EXCLUSIVE MODE');
      await eventually('the backlog is unknown', async () => !(await known('outbox_pending')()));
      for (let scrapes = 0; scrapes < 3; scrapes++) {
        const figures = await expectAnswerInTime();
        for (const name of ['outbox_pending', 'dead_letters', 'unanswered_oldest_seconds']) {
          expect(figures.find(name)).toEqual([]);
        }
      }
      const [waiting] = await database.source.query<{ statements: number }[]>(
        `SELECT count(*)::int AS statements FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(waiting?.statements).toBe(1);
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
    await eventually('the backlog again', known('outbox_pending'));
  });

  test('while Redis is frozen, and after it is gone', async () => {
    await eventually('the queue', known('queue_jobs'));
    process.kill(redis.pid, 'SIGSTOP');
    try {
      await eventually('the queue is unknown', async () => !(await known('queue_jobs')()));
      await expectAnswerInTime();
    } finally {
      process.kill(redis.pid, 'SIGCONT');
    }
    await redis.stop();
    const figures = await expectAnswerInTime();
    expect(figures.find('outbox_pending')).toHaveLength(1);
    redis = await startRedis({ dataDir: directory, durable: false, port: redis.port });
    await eventually('the queue again', known('queue_jobs'));
  });
});
