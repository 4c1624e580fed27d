import { randomUUID } from 'node:crypto';
import { type Redis } from 'ioredis';
import Redlock, { ExecutionError, type RedlockClient } from 'redlock';
import { Mutex } from 'redis-semaphore';
import { connectFailFast, settled } from '../../../../libs/dedup/src/redis/fail-fast-client.js';
import { type LockContestant, lockTtlMs } from './lock-contestant.js';

/** With the very options that our leases connect with. */
const connect = async (url: string): Promise<Redis> => {
  const client = connectFailFast(url, 1000);
  await settled(client, 5000);
  return client;
};

const closing = (clients: readonly Redis[]) => async (): Promise<void> => {
  await Promise.all(clients.map((client) => client.quit()));
};

/** The package as it comes: no registry, no heartbeat, no deadline, no events. */
export const bareRedlock = async (
  name: string,
  urls: readonly string[],
): Promise<LockContestant> => {
  const clients = await Promise.all(urls.map(connect));
  // Its own types name other clients; it hands the list of arguments on, which ioredis flattens.
  const redlock = new Redlock(clients as unknown as RedlockClient[], { retryCount: 0 });
  return {
    name,
    async lockOnce(key) {
      try {
        const lock = await redlock.acquire([`redlock:${key}`], lockTtlMs);
        await redlock.release(lock);
        return true;
      } catch (error) {
        if (error instanceof ExecutionError) return false;
        throw error;
      }
    },
    close: closing(clients),
  };
};

/** One node only; with a refresh timer, as ours. */
export const redisSemaphore = async (url: string): Promise<LockContestant> => {
  const client = await connect(url);
  return {
    name: 'redis-semaphore Mutex',
    async lockOnce(key) {
      const mutex = new Mutex(client, key, { lockTimeout: lockTtlMs, acquireAttemptsLimit: 1 });
      if (!(await mutex.tryAcquire())) return false;
      await mutex.release();
      return true;
    },
    close: closing([client]),
  };
};

const compareAndDelete = `
  if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end
  return 0`;

/** The least that a lock on one Redis can be: the floor. */
export const handWritten = async (url: string): Promise<LockContestant> => {
  const client = await connect(url);
  const script = (await client.script('LOAD', compareAndDelete)) as string;
  return {
    name: 'SET NX PX, by hand',
    async lockOnce(lock) {
      const key = `hand:${lock}`;
      const value = randomUUID();
      if ((await client.set(key, value, 'PX', lockTtlMs, 'NX')) === null) return false;
      await client.evalsha(script, 1, key, value);
      return true;
    },
    close: closing([client]),
  };
};
