import { type ServerClock } from '../clock.js';
import { type Entry } from '../entry.js';
import { open, seal, sealRest } from '../envelope.js';
import { longestLifeMs, type Family } from '../family.js';
import { leaseKey } from '../keys.js';
import { type RedisConnection } from './connection.js';
import { type RedisGuard, isCorruption } from './guard.js';

/** What came of asking for the right to load a value. */
export type Lease<Value> =
  { kind: 'granted'; start: number } | { kind: 'held' } | { kind: 'filled'; entry: Entry<Value> };

/** Stamps outlive every entry they may have to void. */
const stampLifeMs = longestLifeMs + 60_000;

/**
 * L2. Reads go through cache-manager-redis-yet; writes are scripts, because they must be atomic.
 * Every method throws SharedTierUnavailableError when Redis does not answer in time.
 */
export class RedisTier {
  constructor(
    private readonly connection: RedisConnection,
    private readonly guard: RedisGuard,
    private readonly clock: ServerClock,
    private readonly channel: string,
    /** Names this process in messages, so that it skips its own. */
    private readonly origin: string,
  ) {}

  async read<Value>(family: Family<Value>, key: string): Promise<Entry<Value> | undefined> {
    try {
      const stored: unknown = await this.guard.run(() => this.connection.store.get(key));
      return stored === undefined ? undefined : open(family, stored);
    } catch (error) {
      return this.#discardCorrupt(key, error);
    }
  }

  /** One command; `undefined` where there is nothing. */
  async readMany<Value>(
    family: Family<Value>,
    keys: string[],
  ): Promise<(Entry<Value> | undefined)[]> {
    let stored: unknown[];
    try {
      stored = await this.guard.run(() => this.connection.store.getMany(keys));
    } catch (error) {
      if (!isCorruption(error)) throw error;
      // One corrupt value spoils the whole reply: find and delete it.
      return Promise.all(keys.map((key) => this.read(family, key)));
    }
    const corrupt: Promise<undefined>[] = [];
    const entries = stored.map((value, index) => {
      try {
        return value === undefined ? undefined : open(family, value);
      } catch (error) {
        corrupt.push(this.#discardCorrupt(keys[index] as string, error));
        return undefined;
      }
    });
    if (corrupt.length > 0) await Promise.all(corrupt);
    return entries;
  }

  /** @param seen start of the newest entry the caller knows and does not want, or 0 */
  async lease<Value>(
    family: Family<Value>,
    key: string,
    token: string,
    seen: number,
  ): Promise<Lease<Value>> {
    const [kind, text = ''] = await this.guard.run(() =>
      this.connection.client.lease(key, leaseKey(key), token, family.leaseMs, seen),
    );
    if (kind === 'held') return { kind };
    if (kind === 'granted') {
      this.clock.sync(Number(text));
      return { kind, start: Number(text) };
    }
    try {
      return { kind: 'filled', entry: open(family, JSON.parse(text)) };
    } catch (error) {
      await this.#discardCorrupt(key, error);
      return { kind: 'held' };
    }
  }

  /** Whether it was stored; not if the lease was voided or ran out. */
  fill(key: string, token: string, entry: Entry, json: string): Promise<boolean> {
    const life = this.#life(entry);
    return this.guard.run(() =>
      this.connection.client.fill(key, leaseKey(key), token, seal(entry, json), life),
    );
  }

  async release(key: string, token: string): Promise<void> {
    await this.guard.run(() => this.connection.client.release(leaseKey(key), token));
  }

  /** Stores whatever was there, voids loads under way, and tells the other processes. */
  async put(key: string, entry: Entry, json: string): Promise<void> {
    const life = this.#life(entry);
    const { client } = this.connection;
    const message = `${this.origin} drop ${key}`;
    const rest = sealRest(entry, json);
    await this.guard.run(() => client.put(key, leaseKey(key), rest, life, this.channel, message));
  }

  /** Deletes entry and lease and tells the other processes. */
  async drop(key: string): Promise<void> {
    const message = `${this.origin} drop ${key}`;
    await this.guard.run(() =>
      this.connection.client.drop(key, leaseKey(key), this.channel, message),
    );
  }

  /** Voids everything that carries the stamp; returns the stamp in microseconds. */
  async stamp(key: string): Promise<number> {
    const before = `${this.origin} stamp ${key} `;
    return this.guard.run(() =>
      this.connection.client.stamp(key, stampLifeMs, this.channel, before),
    );
  }

  /** Microseconds; 0 for a stamp that was never set. One command. */
  async stamps(keys: readonly string[]): Promise<number[]> {
    const found = await this.guard.run(() => this.connection.client.mGet([...keys]));
    return found.map(Number);
  }

  /** A corrupt entry is a miss: the next load overwrites it, but no one should parse it again. */
  async #discardCorrupt(key: string, error: unknown): Promise<undefined> {
    if (!isCorruption(error)) throw error;
    await this.guard.run(() => this.connection.store.delete(key));
    return undefined;
  }

  #life(entry: Pick<Entry, 'expiresAt'>): number {
    return Math.max(1, Math.ceil(entry.expiresAt - this.clock.now()));
  }
}
