import { type Environment } from '#config';
import { Redis } from 'ioredis';
import { clockFinding } from './clock.js';
import { type Finding, ok, reason, warning, wrong } from './finding.js';

const patienceMs = 3000;
const testedVersion = 7;

/** `name:value` lines of INFO, which also managed Redis answers where CONFIG is forbidden. */
const infoOf = async (redis: Redis): Promise<Map<string, string>> => {
  const lines = (await redis.info()).split('\r\n');
  return new Map(
    lines.flatMap((line) => {
      const colon = line.indexOf(':');
      return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1)] as const] : [];
    }),
  );
};

const versionFinding = (name: string, info: Map<string, string>): Finding => {
  const version = info.get('redis_version') ?? 'of an unknown version';
  return Number.parseInt(version, 10) >= testedVersion
    ? ok(name, `Redis ${version}`)
    : warning(name, `Redis ${version}`, `Tulia is tested with Redis ${testedVersion}: upgrade.`);
};

/** Jobs, leases and invalidations are there, and none of them may vanish. */
const evictionFinding = (name: string, info: Map<string, string>): Finding => {
  const check = `eviction of ${name}`;
  const policy = info.get('maxmemory_policy') ?? 'unknown';
  if (policy === 'noeviction') return ok(check, policy);
  return wrong(check, policy, 'Set `maxmemory-policy noeviction`, in its file too.');
};

const roleFinding = (name: string, info: Map<string, string>): Finding[] =>
  info.get('role') === 'slave'
    ? [wrong(name, 'is a replica, which takes no writes', `Let ${name} name the master.`)]
    : [];

const clusterFinding = async (redis: Redis, name: string): Promise<Finding> => {
  const check = `cluster of ${name}`;
  const answer = String(await redis.call('CLUSTER', 'INFO'));
  const state = /cluster_state:(\w+)/.exec(answer)?.[1] ?? 'unknown';
  if (state === 'ok') return ok(check, state);
  return wrong(check, `state ${state}`, 'See `redis-cli cluster nodes`: slots without a master?');
};

const look = async (redis: Redis, name: string, clustered: boolean): Promise<Finding[]> => {
  await redis.connect();
  const info = await infoOf(redis);
  const askedMs = Date.now();
  const [seconds, microseconds] = await redis.time();
  const serverMs = Number(seconds) * 1000 + Number(microseconds) / 1000;
  return [
    versionFinding(name, info),
    clockFinding(name, { serverMs, askedMs, answeredMs: Date.now() }),
    evictionFinding(name, info),
    // Any node of a cluster leads to its masters.
    ...(clustered ? [await clusterFinding(redis, name)] : roleFinding(name, info)),
  ];
};

const examine = async (name: string, url: string, clustered = false): Promise<Finding[]> => {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: patienceMs,
    commandTimeout: patienceMs,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  let refused: unknown;
  // It says why as an event, and to who waits only that it is closed.
  redis.on('error', (error) => (refused = error));
  try {
    return await look(redis, name, clustered);
  } catch (error) {
    const mend = `Check that ${name} names a running Redis, its password, and the way to ${new URL(url).host}.`;
    return [wrong(name, reason(refused ?? error), mend)];
  } finally {
    redis.disconnect();
  }
};

/** A majority of them must be there: an even one more does not help. */
const votersFinding = (urls: readonly string[]): Finding[] => {
  const check = 'REDLOCK_URLS';
  if (new Set(urls).size < urls.length) {
    return [wrong(check, 'names a server twice', 'Name independent servers.')];
  }
  return urls.length % 2 === 0
    ? [warning(check, `${urls.length} servers`, 'Use an odd number: a majority must be up.')]
    : [];
};

/** Every Redis that is configured: queues, caches, and those that vote on leases. */
export const redisFindings = async (environment: Environment): Promise<Finding[]> => {
  const { REDIS_URL, REDIS_CLUSTER_NODES, REDLOCK_URLS } = environment;
  const locks = REDLOCK_URLS.filter((url) => url !== REDIS_URL);
  const found = await Promise.all([
    examine('REDIS_URL', REDIS_URL),
    ...REDIS_CLUSTER_NODES.map((url, rank) => examine(`REDIS_CLUSTER_NODES[${rank}]`, url, true)),
    ...locks.map((url, rank) => examine(`REDLOCK_URLS[${rank}]`, url)),
  ]);
  return [...found.flat(), ...votersFinding(REDLOCK_URLS)];
};
