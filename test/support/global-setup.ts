import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guard, startPostgres, startRedis } from '#local-servers';

/** What `global-teardown.ts`, which shares only the global object with this file, has to call. */
export interface ServersToStop {
  stopTestServers: () => Promise<void>;
}

/**
 * One PostgreSQL and one Redis of their own for a run of tests, wherever others are running. An
 * interrupted run leaves nothing behind either. Jest loads this file outside of its own module
 * system, so `#local-servers` is the built one.
 */
export default async function setUp(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'tulia-test-'));
  const [postgres, redis] = await Promise.all([
    startPostgres({ dataDir: join(directory, 'postgres'), durable: false }),
    startRedis({ dataDir: join(directory, 'redis'), durable: false, onInstall: console.log }),
  ]);
  const dismissGuard = guard(postgres.pid, 'SIGINT', directory);
  process.env['TEST_DATABASE_URL'] = postgres.url;
  process.env['TEST_REDIS_URL'] = redis.url;
  Object.assign(globalThis, {
    stopTestServers: async () => {
      await Promise.all([postgres.stop(), redis.stop()]);
      dismissGuard();
      await rm(directory, { recursive: true });
    },
  });
}
