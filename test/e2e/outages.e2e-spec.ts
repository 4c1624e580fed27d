import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { eventually } from '../support/eventually.js';
import { Figures } from '../support/figures.js';
import { Suite } from '../support/suite.js';

describe('the running suite, when a part of it is gone', () => {
  let suite: Suite;
  const question = 'Are you open on Saturdays?';

  beforeAll(async () => {
    suite = await Suite.start({
      TURN_WINDOW_MS: '200',
      SWEEP_MS: '500',
      LEASE_MS: '4000',
      LEASE_HEARTBEAT_MS: '1000',
    });
  }, 60_000);
  afterAll(async () => suite?.[Symbol.asyncDispose]());

  const answered = (messageId: string, withinMs?: number): Promise<unknown> =>
    eventually(`an answer to ${messageId}`, () => suite.receiver.answersTo(messageId)[0], withinMs);

  it('goes on without Redis: accepts within a second, and answers', async () => {
    await suite.redis.stop();
    const before = performance.now();
    const { response, messageId } = await suite.post(question, { from: 'no-redis' });
    expect(response.status).toBe(202);
    expect(performance.now() - before).toBeLessThan(1_000);
    await answered(messageId, 15_000);
  }, 40_000);

  it('uses Redis in full again within five seconds of its return', async () => {
    await suite.startRedis();
    const returned = performance.now();
    const redis = new Redis(suite.redis.url);
    const catalogUrl = suite.of('catalog-service')[0]?.url ?? '';
    const inFullUse = async (): Promise<boolean> => {
      const { messageId } = await suite.post(question, { from: 'redis-is-back' });
      await answered(messageId);
      // Bull counts its jobs under `id`; the worker that waits for them is blocked on the server.
      const jobs = Number(await redis.get('{tulia}:bull:turns:id'));
      const clients = String(await redis.client('LIST'));
      const open = (await Figures.of(catalogUrl)).sum('cache_breaker_open');
      return jobs > 0 && / cmd=brpoplpush /.test(clients) && open === 0;
    };
    try {
      await eventually('jobs, a worker that waits for them, and caches', inFullUse);
      expect(performance.now() - returned).toBeLessThan(5_000);
    } finally {
      redis.disconnect();
    }
  }, 40_000);

  it('answers 503 with Retry-After while PostgreSQL is away, and stores nothing', async () => {
    await suite.postgres.stop();
    const { response, messageId } = await suite.post(question, { from: 'no-postgres' });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ code: 'unavailable', status: 503 });
    await suite.startPostgres();
    // The provider delivers again, as it does after a 503.
    const again = await eventually('the message is accepted', async () => {
      const delivery = await suite.post(question, { from: 'no-postgres', messageId });
      return delivery.response.status === 202 ? delivery : undefined;
    });
    // A pooler may have kept the statement that was given up, and run it: stored, but not acknowledged.
    if (!suite.pooled) expect(await again.response.json()).toMatchObject({ duplicate: false });
    await answered(messageId, 15_000);
    expect(suite.receiver.answersTo(messageId)).toHaveLength(1);
  }, 60_000);

  it('delivers a reply later when the receiver was busy', async () => {
    suite.receiver.status = 503;
    const { messageId } = await suite.post(question, { from: 'busy' });
    await eventually('the delivery is put off', async () => {
      const rows: object[] = await suite.database.query(
        `SELECT id FROM outbox_delivery WHERE state = 'pending' AND last_error = 'HTTP 503'`,
      );
      return rows.length > 0;
    });
    suite.receiver.status = 200;
    await answered(messageId, 15_000);
    expect(suite.receiver.answersTo(messageId)).toHaveLength(1);
  }, 40_000);

  it('answers after the only worker was killed and another one was started', async () => {
    const [worker] = suite.of('agent-worker');
    worker?.process.kill('SIGKILL');
    await worker?.process.exited;
    const { response, messageId } = await suite.post(question, { from: 'killed' });
    expect(response.status).toBe(202);
    await suite.restart('agent-worker');
    await answered(messageId, 15_000);
  }, 60_000);

  it('drains on SIGTERM: every service ends with exit code 0', async () => {
    for (const { process, name } of suite.services.filter((service) => service.process.running)) {
      process.kill('SIGTERM');
      expect({ name, ...(await process.exited) }).toEqual({ name, code: 0, signal: null });
    }
  }, 60_000);
});
