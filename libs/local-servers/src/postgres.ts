import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BoundProcess } from './bound-process.js';
import { readPid, stopLeftover } from './leftover.js';
import { type LocalServer, type LocalServerOptions, StartUp } from './local-server.js';
import { freePort } from './ports.js';
import { clusterIn, ensureCluster } from './postgres-cluster.js';
import { postgresPrograms } from './postgres-programs.js';
import { postgresUser } from './postgres-user.js';

const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=300'];
const notDurable = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/**
 * Stops the server that a killed run left behind. PostgreSQL clears a stale pid file by itself,
 * and checks that no orphaned session still writes; but it gives up when the id in it meanwhile
 * belongs to a process that is not a PostgreSQL.
 */
export const stopPostgresIn = async (dataDir: string): Promise<void> => {
  const directory = clusterIn(dataDir);
  const pidFile = join(directory, 'postmaster.pid');
  await stopLeftover(pidFile, directory, 'SIGINT');
  const pid = readPid(pidFile);
  if (pid !== undefined && isAlive(pid)) await rm(pidFile);
};

/**
 * A real PostgreSQL on 127.0.0.1; `url` names its superuser and the maintenance database. Stops
 * one that an earlier, killed run left behind in the same directory.
 */
export const startPostgres = async (options: LocalServerOptions): Promise<LocalServer> => {
  const { dataDir, durable = true } = options;
  const { initdb, postgres } = await postgresPrograms();
  const user = postgresUser();
  const { directory, password } = await ensureCluster({ dataDir, initdb, user, durable });
  await stopPostgresIn(dataDir);

  const port = await freePort(options.port);
  const flags = [...settings, ...(durable ? [] : notDurable)].flatMap((setting) => ['-c', setting]);
  const [program, args] = user.command(postgres, ['-D', directory, '-p', String(port), ...flags]);
  const startUp = new StartUp('ready to accept connections', options.log);
  const server = new BoundProcess(program, args, {
    onLine: startUp.onLine,
    stopSignal: 'SIGINT', // "fast": ends sessions and shuts down cleanly
  });
  const pid = await startUp.finished('PostgreSQL', server);
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  return { url, port, pid, exited: server.exited, stop: () => server.stop() };
};
