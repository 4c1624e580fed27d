import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BoundProcess } from './bound-process.js';
import { type LocalServer, StartUp } from './local-server.js';
import { freePort } from './ports.js';
import { postgresUser } from './postgres-user.js';

export interface PgbouncerOptions {
  program: string;
  /** For its settings; made when missing. */
  dataDir: string;
  /** The server it stands before, and as whom it asks it. */
  databaseUrl: string;
  /** Connections to the server, for a database. */
  poolSize: number;
}

const settings = (url: URL, port: number, poolSize: number): string => `
[databases]
* = host=${url.hostname} port=${url.port} user=${url.username} password=${url.password}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${poolSize}
max_client_conn = 500
; A PostgreSQL that is back is used within a second, not after the 15 of the default.
server_login_retry = 1
`;

/** A PgBouncer in transaction mode on 127.0.0.1; `url` names the database that `databaseUrl` does. */
export const startPgbouncer = async (options: PgbouncerOptions): Promise<LocalServer> => {
  const { program, dataDir, databaseUrl, poolSize } = options;
  const port = await freePort();
  const url = new URL(databaseUrl);
  const file = join(dataDir, 'pgbouncer.ini');
  await mkdir(dataDir, { recursive: true });
  await writeFile(file, settings(url, port, poolSize), { mode: 0o600 });
  // As little as PostgreSQL does it run as root.
  const user = postgresUser();
  if (user.ids !== undefined) await chown(file, user.ids.uid, user.ids.gid);
  const startUp = new StartUp('process up');
  const server = new BoundProcess(...user.command(program, [file]), {
    onLine: startUp.onLine,
    stopSignal: 'SIGINT',
  });
  const pid = await startUp.finished('PgBouncer', server);
  url.port = String(port);
  return { url: url.href, port, pid, exited: server.exited, stop: () => server.stop() };
};
