import { randomInt } from 'node:crypto';
import { createServer, type AddressInfo, type Server } from 'node:net';

/** Systems take the ports of outgoing connections from 32768 (Linux) or 49152 on: stay below. */
const anyPort = (): number => randomInt(15_000, 32_000);

const isTaken = (error: NodeJS.ErrnoException): boolean =>
  error.code === 'EADDRINUSE' || error.code === 'EACCES';

/** Listens on all addresses, so that a server on any of them makes the port count as taken. */
const hold = (port: number): Promise<Server | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => (isTaken(error) ? resolve(undefined) : reject(error)));
    server.listen(port, '0.0.0.0', () => resolve(server));
  });

/**
 * Several different free ports, the first ones from `preferred` on. When it is 0, they are from a
 * range in which no outgoing connection takes them away before they are used, or between restarts.
 */
export const freePorts = async (count: number, preferred = 0): Promise<number[]> => {
  const held: Server[] = [];
  try {
    for (let port = preferred === 0 ? anyPort() : preferred; held.length < count; port += 1) {
      const server = await hold(port);
      if (server !== undefined) held.push(server);
    }
    return held.map((server) => (server.address() as AddressInfo).port);
  } finally {
    await Promise.all(held.map((server) => new Promise((closed) => server.close(closed))));
  }
};

/** The first free port from `preferred` on; any free port when it is 0 or left out. */
export const freePort = async (preferred = 0): Promise<number> =>
  (await freePorts(1, preferred))[0]!;
