import {
  newClient,
  newCluster,
  pauseBefore,
  type RedisClient,
  type RedisCluster,
} from './clients.js';
import { newClusterStore, newStore, type Store } from './store.js';

/** What a handle tells of itself. */
export interface HandleEvents {
  ready(): void;
  error(error: unknown): void;
}

/** Redis as the tier and the bus use it, whether one server or a cluster. */
export interface RedisHandle {
  readonly commands: RedisClient;
  readonly store: Store;
  readonly ready: boolean;
  /** Resolves when every server that holds keys has answered. */
  ping(): Promise<unknown>;
  close(): void;
}

/** Makes a handle that connects, and connects again, by itself. */
export type OpenHandle = (events: HandleEvents) => RedisHandle;

/** Where Redis is. */
export interface RedisPlace {
  /** Of one server, or of several nodes of a Redis Cluster. */
  readonly urls: readonly string[];
  readonly cluster: boolean;
}

export const openRedis = ({ urls, cluster }: RedisPlace, connectTimeoutMs: number): OpenHandle =>
  (cluster ? openCluster : openServer)(urls, connectTimeoutMs);

/** One server. With several URLs, of which one serves as well as another, the next each time. */
export function openServer(urls: readonly string[], connectTimeoutMs: number): OpenHandle {
  let next = 0;
  return (events) => {
    const client = newClient(urls[next++ % urls.length] ?? '', connectTimeoutMs);
    // The listener comes first: without one a lost connection ends the process.
    client.on('error', (error: unknown) => events.error(error));
    client.on('ready', () => events.ready());
    // Not awaited: the process starts without Redis. Its errors went to the listener.
    client.connect().catch(() => undefined);
    return {
      commands: client,
      store: newStore(client),
      get ready() {
        return client.isReady;
      },
      ping: () => client.ping(),
      close: () => ignoringFailure(client.disconnect()),
    };
  };
}

/** A Redis Cluster, found through any of the URLs; user, password and TLS are those of the first. */
function openCluster(urls: readonly string[], connectTimeoutMs: number): OpenHandle {
  return (events) => {
    const state = { closed: false };
    const cluster = newCluster(urls, connectTimeoutMs, state);
    cluster.on('error', (error: unknown) => events.error(error));
    void discover(cluster, state, events);
    return {
      // The tier uses only what both have: commands and scripts.
      commands: cluster as unknown as RedisClient,
      store: newClusterStore(cluster),
      get ready() {
        return cluster.masters.length > 0;
      },
      ping: () => pingMasters(cluster),
      close: () => {
        state.closed = true;
        ignoringFailure(cluster.disconnect());
      },
    };
  };
}

/** Unlike a client, node-redis's cluster gives up when it finds no node at the first attempt. */
async function discover(
  cluster: RedisCluster,
  state: { closed: boolean },
  events: HandleEvents,
): Promise<void> {
  for (let retries = 0; !state.closed; retries++) {
    try {
      await cluster.connect();
      // It may have been closed meanwhile, when there was nothing to disconnect yet.
      if (state.closed) ignoringFailure(cluster.disconnect());
      else events.ready();
      return;
    } catch {
      // The listener has heard why.
      await new Promise((resolve) => setTimeout(resolve, pauseBefore(retries)).unref());
    }
  }
}

async function pingMasters(cluster: RedisCluster): Promise<void> {
  if (cluster.masters.length === 0) throw new Error('no node of the Redis Cluster was found yet');
  await Promise.all(
    cluster.masters.map(async (master) => {
      const client = await cluster.nodeClient(master);
      await client.ping();
    }),
  );
}

/** Closing what is closed already rejects, which is what is wanted. */
function ignoringFailure(closing: Promise<unknown>): void {
  closing.catch(() => undefined);
}
