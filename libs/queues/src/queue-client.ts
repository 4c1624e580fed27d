import { type Environment } from '#config';
import { Redis, type RedisOptions } from 'ioredis';

export type QueueClientType = 'client' | 'subscriber' | 'bclient';

const steadyRetry = (times: number): number => Math.min(100 * times, 1000);

/**
 * The connection Bull works on. The options decide what happens without Redis:
 * - commands fail after one reconnect instead of waiting for ever, and recover by themselves because
 *   the offline queue stays on;
 * - the ready check stays on for commands: without it ioredis 5 wedges after a restart of Redis
 *   behind a proxy. Bull forbids it, and a retry limit, on the connections that block.
 */
export const createQueueClient = (type: QueueClientType, environment: Environment): Redis => {
  const blocks = type !== 'client';
  const options: RedisOptions = {
    connectTimeout: environment.REDIS_CONNECT_TIMEOUT_MS,
    enableReadyCheck: !blocks,
    maxRetriesPerRequest: blocks ? null : 1,
    retryStrategy: steadyRetry,
    ...(blocks ? {} : { commandTimeout: environment.REDIS_COMMAND_TIMEOUT_MS }),
  };
  const client = new Redis(environment.REDIS_URL, options);
  // Bull reports errors on its queues; without a listener of its own ioredis prints them as well.
  client.on('error', () => {});
  return client;
};
