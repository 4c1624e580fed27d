import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { until } from './caches.js';

/**
 * The Redis commands that touch keys of the prefix while `work` runs, as `verb key…`, lower case,
 * server by server.
 */
export async function commandsDuring(
  redisUrls: readonly string[],
  prefix: string,
  work: () => Promise<void>,
): Promise<string[]> {
  const monitors = await Promise.all(redisUrls.map((url) => Monitor.of(url)));
  try {
    await work();
    return (await Promise.all(monitors.map((monitor) => monitor.seen()))).flatMap((seen) =>
      commandsIn(seen, prefix),
    );
  } finally {
    for (const monitor of monitors) monitor.close();
  }
}

const commandsIn = (seen: string, prefix: string): string[] =>
  seen
    .split('\r\n')
    .filter((line) => line.includes(`"${prefix}:{`))
    .map((line) => [...line.matchAll(/"([^"]*)"/g)].map(([, word]) => word))
    .map(([verb = '', ...words]) => [verb.toLowerCase(), ...words].join(' '));

class Monitor {
  #seen = '';

  private constructor(
    private readonly socket: Socket,
    private readonly url: string,
  ) {
    socket.on('data', (bytes) => (this.#seen += bytes.toString()));
  }

  static async of(url: string): Promise<Monitor> {
    const monitor = new Monitor(await dial(url), url);
    monitor.socket.write('MONITOR\r\n');
    await until(() => monitor.#seen.includes('+OK'));
    return monitor;
  }

  /** All that was done so far. */
  async seen(): Promise<string> {
    const marker = await dial(this.url);
    marker.write('ECHO end-of-work\r\n');
    await until(() => this.#seen.includes('end-of-work'));
    marker.destroy();
    return this.#seen;
  }

  close(): void {
    this.socket.destroy();
  }
}

async function dial(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  return socket;
}
