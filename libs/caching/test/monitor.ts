import { once } from 'node:events';
import { connect } from 'node:net';
import { until } from './caches.js';

/** The Redis commands that touch keys of the prefix while `work` runs, as `verb key…`, lower case. */
export async function commandsDuring(
  redisUrl: string,
  prefix: string,
  work: () => Promise<void>,
): Promise<string[]> {
  const { hostname, port } = new URL(redisUrl);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  let seen = '';
  socket.on('data', (bytes) => (seen += bytes.toString()));
  socket.write('MONITOR\r\n');
  await until(() => seen.includes('+OK'));
  try {
    await work();
    const end = `end-${prefix}`;
    const marker = connect(Number(port), hostname);
    marker.write(`ECHO ${end}\r\n`);
    await until(() => seen.includes(end));
    marker.destroy();
    return seen
      .split('\r\n')
      .filter((line) => line.includes(`"${prefix}:{`))

      .map((line) => [...line.matchAll(/"([^"]*)"/g)].map(([, word]) => word))
      .map(([verb = '', ...words]) => [verb.toLowerCase(), ...words].join(' '));
  } finally {
    socket.destroy();
  }
}
