import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { Redis } from 'ioredis';
import { type LocalServer, startPostgres, startRedis, startRedisCluster } from './index.js';

let dataDir: string;
let server: LocalServer | undefined;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tulia-local-servers-'));
});

afterEach(async () => {
  await server?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const query = async (url: string, sql: string): Promise<unknown[]> => {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
};

const redis = async <T>(url: string, use: (client: Redis) => Promise<T>): Promise<T> => {
  const client = new Redis(url);
  try {
    return await use(client);
  } finally {
    client.disconnect();
  }
};

const killHard = async (running: LocalServer): Promise<void> => {
  process.kill(running.pid, 'SIGKILL');
  await running.exited;
};

describe('startPostgres', () => {
  it('keeps its data over a crash and a clean stop', async () => {
    server = await startPostgres({ dataDir });
    await query(server.url, 'CREATE TABLE kept AS SELECT 1 AS number');

    await killHard(server);
    server = await startPostgres({ dataDir });
    await query(server.url, 'INSERT INTO kept VALUES (2)');

    await server.stop();
    server = await startPostgres({ dataDir });
    const rows = await query(server.url, 'SELECT number FROM kept ORDER BY 1');
    expect(rows).toEqual([{ number: 1 }, { number: 2 }]);
  });

  it('replaces the server that a killed run left behind', async () => {
    const leftBehind = await startPostgres({ dataDir });
    server = await startPostgres({ dataDir });
    await expect(leftBehind.exited).resolves.toEqual({ code: 0, signal: null });
    expect(await query(server.url, 'SELECT 1 AS number')).toEqual([{ number: 1 }]);
  });

  it('starts although the pid file of a crash names another process by now', async () => {
    server = await startPostgres({ dataDir, durable: false });
    const pidFile = join(dataDir, 'cluster', 'postmaster.pid');
    const content = await readFile(pidFile, 'utf8');
    await server.stop();

    await writeFile(pidFile, content.replace(/^\d+/, String(process.pid)));
    server = await startPostgres({ dataDir, durable: false });
    expect(await query(server.url, 'SELECT 1 AS number')).toEqual([{ number: 1 }]);
  });

  it('takes letters of every language for letters', async () => {
    server = await startPostgres({ dataDir, durable: false });
    await query(server.url, 'CREATE EXTENSION pg_trgm');
    const [row] = await query(
      server.url,
      `SELECT lower('ÉÜ') AS lower, similarity('ÜBER', 'über') AS similarity,
              to_tsvector('simple', 'ŁÓDŹ नमस्ते')::text AS words`,
    );
    expect(row).toEqual({ lower: 'éü', similarity: 1, words: "'łódź':1 'नमस्ते':2" });
  });

  it('takes the next port when the wanted one is taken', async () => {
    const other = createServer();
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    const { port } = other.address() as { port: number };
    try {
      server = await startPostgres({ dataDir, port, durable: false });
      expect(server.port).toBeGreaterThan(port);
    } finally {
      other.close();
    }
  });
});

describe('startRedis', () => {
  it('keeps its data over a crash and a clean stop', async () => {
    server = await startRedis({ dataDir });
    await redis(server.url, (client) => client.set('kept', 'yes'));

    await killHard(server);
    server = await startRedis({ dataDir, port: server.port });
    await server.stop();
    server = await startRedis({ dataDir });
    expect(await redis(server.url, (client) => client.get('kept'))).toBe('yes');
  });

  it('replaces the server that a killed run left behind', async () => {
    const leftBehind = await startRedis({ dataDir });
    server = await startRedis({ dataDir });
    await expect(leftBehind.exited).resolves.toMatchObject({ code: 0 });
    expect(await redis(server.url, (client) => client.ping())).toBe('PONG');
  });

  it('tells why it did not start', async () => {
    await expect(startRedis({ dataDir, port: 70_000 })).rejects.toThrow();
  });
});

describe('startRedisCluster', () => {
  const slotOwners = async (url: string): Promise<number> =>
    redis(url, async (client) => ((await client.cluster('SLOTS')) as unknown[]).length);

  it('serves every key, and again once a node that was killed is back', async () => {
    const cluster = await startRedisCluster({ dataDir });
    try {
      expect(await Promise.all(cluster.urls.map(slotOwners))).toEqual([3, 3, 3]);
      const { nodes, urls } = cluster;
      await killHard(nodes[1]!);
      await cluster.restart(1);
      expect(cluster.nodes[1]?.url).toBe(urls[1]);
      expect(await slotOwners(urls[1]!)).toBe(3);
    } finally {
      await cluster.stop();
    }
  });

  it('lets a replica take over', async () => {
    const cluster = await startRedisCluster({ dataDir, replicasPerMaster: 1 });
    try {
      await killHard(cluster.nodes[0]!);
      const replica = cluster.urls[3]!;
      await redis(replica, async (client) => {
        const role = async (): Promise<unknown> => (await client.role())[0];
        const deadline = performance.now() + 20_000;
        while ((await role()) !== 'master' && performance.now() < deadline) await delay(50);
        expect(await role()).toBe('master');
      });
    } finally {
      await cluster.stop();
    }
  });
});
