import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'redis';
import { type LocalServer } from './local-server.js';
import { freePorts } from './ports.js';
import { startRedisWith } from './redis.js';

export interface RedisClusterOptions {
  /** Made when missing; must hold no earlier cluster. */
  dataDir: string;
  /** Default 3, the fewest that can agree. */
  masters?: number;
  /** Default 0. With replicas, one takes over when its master is gone. */
  replicasPerMaster?: number;
  /** After how long without an answer a node counts as gone. Default 1000 ms. */
  nodeTimeoutMs?: number;
  log?: (line: string) => void;
}

export interface LocalRedisCluster {
  /** Of every node, masters first: `redis://127.0.0.1:…`. */
  urls: string[];
  /** Masters first; `process.kill(pid, …)` ends or stops one. */
  nodes: LocalServer[];
  /** Starts a node that has ended again, with its place in the cluster but without data. */
  restart(index: number): Promise<void>;
  stop(): Promise<void>;
}

const allSlots = 16_384;
const host = '127.0.0.1';

/** A real Redis Cluster on 127.0.0.1, empty and ready. Nothing of it outlives this process. */
export const startRedisCluster = async (
  options: RedisClusterOptions,
): Promise<LocalRedisCluster> => {
  const { masters = 3, replicasPerMaster = 0, nodeTimeoutMs = 1000 } = options;
  const count = masters * (1 + replicasPerMaster);
  const ports = await freePorts(2 * count);
  const start = (index: number): Promise<LocalServer> =>
    startRedisWith(
      {
        dataDir: join(options.dataDir, String(index)),
        port: ports[index]!,
        durable: false,
        ...(options.log && { log: options.log }),
      },
      [
        ...['--cluster-enabled', 'yes', '--cluster-node-timeout', String(nodeTimeoutMs)],
        // Not the usual port + 10000, which may be taken.
        ...['--cluster-port', String(ports[count + index])],
      ],
    );
  const nodes = await Promise.all(Array.from({ length: count }, (_, index) => start(index)));
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  const urls = nodes.map(({ url }) => url);
  try {
    await form(urls, masters, ports.slice(0, count), ports.slice(count));
  } catch (error) {
    await stop();
    throw error;
  }
  const restart = async (index: number): Promise<void> => {
    nodes[index] = await start(index);
  };
  return { urls, nodes, restart, stop };
};

type Command = (...words: string[]) => Promise<unknown>;

/** Gives the masters their slots, makes all nodes known to each other, and the rest replicas. */
const form = async (
  urls: readonly string[],
  masters: number,
  ports: readonly number[],
  busPorts: readonly number[],
): Promise<void> => {
  const clients = await Promise.all(urls.map((url) => createClient({ url }).connect()));
  const nodes = clients.map(
    (client): Command =>
      (...words) =>
        client.sendCommand(['CLUSTER', ...words]),
  );
  const states = nodes.map((node) => () => node('INFO'));
  try {
    for (const [index, node] of nodes.entries()) {
      await node('SET-CONFIG-EPOCH', String(index + 1));
      if (index > 0) await node('MEET', host, String(ports[0]), String(busPorts[0]));
      if (index >= masters) continue;
      const first = Math.ceil((index * allSlots) / masters);
      const last = Math.ceil(((index + 1) * allSlots) / masters) - 1;
      await node('ADDSLOTSRANGE', String(first), String(last));
    }
    await allSay(states, `cluster_known_nodes:${nodes.length}`);
    for (const [index, node] of nodes.entries()) {
      if (index < masters) continue;
      await node('REPLICATE', String(await nodes[index % masters]!('MYID')));
    }
    await allSay(states, 'cluster_state:ok');
    // One that has copied nothing yet could not take over.
    const replicas = clients.slice(masters).map((client) => () => client.info('replication'));
    await allSay(replicas, 'master_link_status:up');
  } finally {
    await Promise.all(clients.map((client) => client.disconnect()));
  }
};

const allSay = async (nodes: readonly (() => Promise<unknown>)[], line: string): Promise<void> => {
  const deadline = performance.now() + 20_000;
  for (const ask of nodes) {
    while (!String(await ask()).includes(line)) {
      if (performance.now() > deadline) throw new Error(`Redis Cluster: never said ${line}`);
      await delay(20);
    }
  }
};
