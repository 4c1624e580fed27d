import { startPostgres, startRedis, type LocalServer } from '#local-servers';
import pg from 'pg';
import { say, step } from './console.js';
import { type Home } from './home.js';
import { ServiceLog } from './services/service-log.js';
import { Supervised } from './services/supervised.js';

export interface Databases {
  databaseUrl: string;
  redisUrl: string;
}

const duplicateDatabase = '42P04';

const ensureDatabase = async (serverUrl: string, name: string): Promise<string> => {
  const client = new pg.Client(serverUrl);
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name}`);
  } catch (error) {
    if ((error as { code?: string }).code !== duplicateDatabase) throw error;
  } finally {
    await client.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
};

/** Starts a server and restarts it on the same port should it crash; its URL stays the same. */
const keepUp = async (
  name: string,
  cleanUp: AsyncDisposableStack,
  start: (port?: number) => Promise<LocalServer>,
): Promise<LocalServer> => {
  let first: LocalServer | undefined;
  const supervised = new Supervised({
    start: async () => {
      const server = await start(first?.port);
      first ??= server;
      return server;
    },
    onCrash: (reason, restartInMs) =>
      say(`[${name}] ${reason}; starts again in ${restartInMs / 1000} s`),
  });
  cleanUp.defer(async () => void (await supervised.stop()));
  await supervised.start();
  return first!;
};

/** PostgreSQL and Redis: the given ones, else ones of our own in the home directory. */
export const startDatabases = async (
  home: Home,
  cleanUp: AsyncDisposableStack,
  given: { databaseUrl?: string; redisUrl?: string },
): Promise<Databases> => {
  const log = (name: string): ((line: string) => void) => new ServiceLog(home.logDir, name).write;
  const postgres = async (): Promise<string> => {
    const options = { dataDir: home.postgresDir, log: log('postgres') };
    const server = await step(
      () => keepUp('postgres', cleanUp, (port) => startPostgres({ ...options, port })),
      ({ port }) => `PostgreSQL serves on port ${port}`,
    );
    return ensureDatabase(server.url, 'tulia');
  };
  const redis = async (): Promise<string> => {
    const onInstall = (line: string): void => say(`  ${line}`);
    const options = { dataDir: home.redisDir, log: log('redis'), onInstall };
    const server = await step(
      () => keepUp('redis', cleanUp, (port) => startRedis({ ...options, port })),
      ({ port }) => `Redis serves on port ${port}`,
    );
    return server.url;
  };
  const [databaseUrl, redisUrl] = await Promise.all([
    given.databaseUrl ?? postgres(),
    given.redisUrl ?? redis(),
  ]);
  return { databaseUrl, redisUrl };
};
