import { type LoggerService } from '@nestjs/common';
import { Redis } from 'ioredis';

interface RedisConnectionOptions {
  redisUrl: string;
  /** In milliseconds; 5,000 by default. */
  connectTimeoutMs?: number;
}

/**
 * A connection that comes back by itself, however long Redis is away, and fails commands at once
 * meanwhile. `connect()` is the caller's. One log line an outage.
 */
export const redisConnection = (
  { redisUrl, connectTimeoutMs = 5_000 }: RedisConnectionOptions,
  logger: LoggerService,
): Redis => {
  const client = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    commandTimeout: 1_000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    autoResubscribe: false,
    retryStrategy: (times) => Math.min(100 * 2 ** times, 2_000),
  });
  let isDown = false;
  client.on('error', (error) => {
    if (!isDown) logger.warn({ err: error }, 'Redis is away; gRPC still serves');
    isDown = true;
  });
  client.on('ready', () => (isDown = false));
  return client;
};
