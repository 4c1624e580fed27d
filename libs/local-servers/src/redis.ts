import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { BoundProcess } from './bound-process.js';
import { stopLeftover } from './leftover.js';
import { type LocalServer, type LocalServerOptions, StartUp } from './local-server.js';
import { freePort } from './ports.js';
import { redisProgram } from './redis-program.js';

export interface RedisOptions extends LocalServerOptions {
  /** Told when a Redis has to be installed first, which takes a while. */
  onInstall?: (line: string) => void;
}

const pidFileIn = (dataDir: string): string => join(dataDir, 'redis.pid');

/** Stops the server that a killed run left behind. */
export const stopRedisIn = (dataDir: string): Promise<void> =>
  stopLeftover(pidFileIn(dataDir), dataDir, 'SIGTERM');

/**
 * A real Redis (or Valkey) on 127.0.0.1. Stops one that an earlier, killed run left behind in the
 * same directory. Throws one line that says what to install when there is none.
 */
export const startRedis = (options: RedisOptions): Promise<LocalServer> =>
  startRedisWith(options, []);

/** @param settings further arguments of `redis-server` */
export const startRedisWith = async (
  options: RedisOptions,
  settings: readonly string[],
): Promise<LocalServer> => {
  const { durable = true } = options;
  const program = await redisProgram(options.onInstall);
  await mkdir(options.dataDir, { recursive: true });
  const directory = await realpath(options.dataDir);
  await stopRedisIn(directory);

  const port = await freePort(options.port);
  const args = [
    ...['--port', String(port), '--bind', '127.0.0.1'],
    ...['--dir', directory, '--pidfile', pidFileIn(directory)],
    ...['--save', '', '--appendonly', durable ? 'yes' : 'no'],
    ...settings,
  ];
  const startUp = new StartUp('Ready to accept connections', options.log);
  const server = new BoundProcess(program, args, { onLine: startUp.onLine });
  const pid = await startUp.finished('Redis', server);
  const url = `redis://127.0.0.1:${port}`;
  return { url, port, pid, exited: server.exited, stop: () => server.stop() };
};
