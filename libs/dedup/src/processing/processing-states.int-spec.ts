import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RedisServers } from '../../test/redis-servers.js';
import { until } from '../../test/until.js';
import { StateUnavailableError } from '../errors.js';
import { type DedupEvent } from '../events.js';
import { StateRedis } from '../redis/state-redis.js';
import { ProcessingStates } from './processing-states.js';

describe('processing states', () => {
  const id = 'message-1';
  let servers: RedisServers;
  let redis: StateRedis;
  let states: ProcessingStates;
  let events: DedupEvent[];

  beforeAll(async () => {
    servers = await RedisServers.start(1);
    redis = new StateRedis(servers.urls[0], 200);
    await redis.connected();
  });

  afterAll(async () => {
    await redis.close();
    await servers[Symbol.asyncDispose]();
  });

  beforeEach(() => {
    events = [];
    states = new ProcessingStates(redis, {
      keyPrefix: randomUUID(),
      workerId: 'worker-1',
      stateTtlMs: 600_000,
      onEvent: (event) => events.push(event),
    });
  });

  it('let one of many begin, and tell the others who did', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => states.begin(id)));
    const refused = answers.filter((answer) => answer !== undefined);
    expect(refused).toHaveLength(49);
    expect(refused[0]).toMatchObject({ state: 'processing', workerId: 'worker-1' });
    expect(refused[0]?.since).toBeInstanceOf(Date);
  });

  it('know nothing of what nobody began', async () => {
    expect(await states.get(id)).toBeUndefined();
    expect(await states.isDuplicate(id)).toBe(false);
  });

  it('call work a duplicate while it runs and when it is done, not when it failed', async () => {
    await states.begin(id);
    expect(await states.isDuplicate(id)).toBe(true);
    expect(await states.fail(id, { detail: 'no model' })).toBe(true);
    expect(await states.get(id)).toMatchObject({ state: 'failed', detail: 'no model' });
    expect(await states.isDuplicate(id)).toBe(false);
    expect(await states.begin(id)).toBeUndefined();
    expect(await states.complete(id)).toBe(true);
    expect(await states.begin(id)).toMatchObject({ state: 'completed' });
    expect(await states.isDuplicate(id)).toBe(true);
  });

  it('keep completed work completed, whatever a late worker says', async () => {
    await states.complete(id);
    expect(await states.fail(id)).toBe(false);
    expect(await states.get(id)).toMatchObject({ state: 'completed' });
  });

  it('are forgotten after their TTL', async () => {
    await states.begin(id, { ttlMs: 50 });
    await until(async () => (await states.get(id)) === undefined);
    expect(await states.begin(id)).toBeUndefined();
  });

  it('never turn finished work into a failure when Redis hangs', async () => {
    await states.begin(id);
    servers.pause(0);
    try {
      expect(await states.complete(id)).toBe(false);
      expect(await states.fail(id)).toBe(false);
      expect(await states.get(id)).toBeUndefined();
      expect(await states.isDuplicate(id)).toBe(false);
      await expect(states.begin(id)).rejects.toThrow(StateUnavailableError);
    } finally {
      servers.resume(0);
    }
    expect(events.map(({ type }) => type)).toEqual(Array(4).fill('state-trouble'));
  });

  it('cannot be begun where no Redis is configured', async () => {
    const none = new StateRedis(undefined, 200);
    const options = { keyPrefix: 'p', workerId: 'w', stateTtlMs: 1 };
    await expect(new ProcessingStates(none, options).begin(id)).rejects.toThrow(
      StateUnavailableError,
    );
  });
});
