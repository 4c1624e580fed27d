import { hostname } from 'node:os';
import { type Environment, getEnvironmentToken } from '#config';
import { DedupModule, type DedupOptions, logDedupEvent } from '#dedup';
import { type DynamicModule } from '@nestjs/common';

const options = ({ REDLOCK_URLS, REDIS_URL, KEY_PREFIX }: Environment): DedupOptions => ({
  redisUrls: REDLOCK_URLS.length > 0 ? REDLOCK_URLS : [REDIS_URL],
  keyPrefix: KEY_PREFIX,
  workerId: `gateway:${hostname()}:${process.pid}`,
  onEvent: logDedupEvent,
});

/** The leases the agent-workers take, seen from the gateway, which takes none itself. */
export const gatewayLeases = (): DynamicModule =>
  DedupModule.forRootAsync({ inject: [getEnvironmentToken()], useFactory: options });
