import { type StateRedis } from '../redis/state-redis.js';
import { type IdempotencyStore } from './idempotency-store.js';

const replaceScript = `
  if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('set', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
  return 1`;

const removeScript = `
  if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end
  return 1`;

const reserveScript = `
  local standing = redis.call('get', KEYS[1])
  if not standing then redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
  return standing`;

/** First answers in Redis: gone with it. */
export class RedisIdempotencyStore implements IdempotencyStore {
  constructor(
    private readonly redis: StateRedis,
    private readonly keyPrefix: string,
  ) {}

  async reserve(key: string, record: string, ttlMs: number): Promise<string | undefined> {
    const standing = await this.run(reserveScript, key, [record, ttlMs]);
    return typeof standing === 'string' ? standing : undefined;
  }

  async replace(key: string, expected: string, record: string, ttlMs: number): Promise<void> {
    await this.run(replaceScript, key, [expected, record, ttlMs]);
  }

  async remove(key: string, expected: string): Promise<void> {
    await this.run(removeScript, key, [expected]);
  }

  /** @throws StateUnavailableError */
  private run(script: string, key: string, values: readonly (string | number)[]): Promise<unknown> {
    return this.redis.ask('Looking up an idempotency key', (client) =>
      client.eval(script, 1, `${this.keyPrefix}:answer:${key}`, ...values),
    );
  }
}
