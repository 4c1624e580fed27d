import {
  createClient,
  createCluster,
  type RedisClientType,
  type RedisClusterType,
  type RedisDefaultModules,
} from 'redis';
import { scripts } from './scripts.js';

type None = Record<string, never>;

export type RedisClient = RedisClientType<RedisDefaultModules, None, typeof scripts>;
export type RedisCluster = RedisClusterType<RedisDefaultModules, None, typeof scripts>;

/** Milliseconds, with some spread: processes that lost Redis together shall not return together. */
export const pauseBefore = (retries: number): number =>
  Math.min(50 * 2 ** retries, 1000) * (0.75 + Math.random() / 2);

/** node-redis neither times out commands nor queues none by itself; see README, "Redis trouble". */
export function newClient(url: string, connectTimeoutMs: number): RedisClient {
  return createClient({
    url,
    scripts,
    disableOfflineQueue: true,
    socket: { connectTimeout: connectTimeoutMs, reconnectStrategy: pauseBefore },
  });
}

/** @param state tells nodes' clients when nobody wants the cluster any more */
export function newCluster(
  urls: readonly string[],
  connectTimeoutMs: number,
  state: { closed: boolean },
): RedisCluster {
  const { username, password, protocol } = new URL(urls[0] ?? '');
  // A client of a node that is gone would otherwise go on trying when nobody wants it any more.
  const reconnectStrategy = (retries: number): number | false =>
    state.closed ? false : pauseBefore(retries);
  return createCluster({
    rootNodes: urls.map((url) => ({ url })),
    scripts,
    // Else connecting waits for every master, also for one that is away.
    minimizeConnections: true,
    defaults: {
      ...(username !== '' && { username: decodeURIComponent(username) }),
      ...(password !== '' && { password: decodeURIComponent(password) }),
      disableOfflineQueue: true,
      socket: {
        connectTimeout: connectTimeoutMs,
        reconnectStrategy,
        ...(protocol === 'rediss:' && { tls: true as const }),
      },
    },
  });
}
