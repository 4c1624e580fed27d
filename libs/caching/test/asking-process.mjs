// A process of its own that asks a cache for one value, many times at once: see asking-processes.ts.
import { setTimeout as sleep } from 'node:timers/promises';
import { CacheFamily, TieredCache, defineFamily } from '#caching';

const [redisUrl = '', keyPrefix = '', leaseMs = ''] = process.argv.slice(2);
const cache = new TieredCache({ redisUrl, keyPrefix });
const things = new CacheFamily(
  defineFamily({ name: 'things', version: 1, ttlMs: 60_000, leaseMs: Number(leaseMs) }),
  cache,
);
const tell = (/** @type {object} */ message) => void process.send?.(message);
let loads = 0;

process.on('message', async (/** @type {{ callers: number, loadMs: number }} */ asked) => {
  const load = async () => {
    loads++;
    tell({ loading: true });
    await sleep(asked.loadMs);
    return `loaded by ${process.pid}`;
  };
  const calls = Array.from({ length: asked.callers }, () => things.get('s', '1', load));
  tell({ values: [...new Set(await Promise.all(calls))], loads });
});

while (!cache.connected) await sleep(5);
tell({ ready: true });
