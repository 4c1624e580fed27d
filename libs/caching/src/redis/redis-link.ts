import { randomUUID } from 'node:crypto';
import { type ServerClock } from '../clock.js';
import { InvalidationBus, type BusEvents } from './bus.js';
import { RedisConnection } from './connection.js';
import { RedisGuard } from './guard.js';
import { openRedis, openServer, type RedisPlace } from './handles.js';
import { RedisTier } from './redis-tier.js';

export interface RedisSettings {
  redis: RedisPlace;
  channel: string;
  commandTimeoutMs: number;
  connectTimeoutMs: number;
}

/** Everything that talks to Redis: the tier on one connection, the bus on another. */
export class RedisLink {
  readonly tier: RedisTier;
  readonly #guard: RedisGuard;
  readonly #connection: RedisConnection;
  readonly #bus: InvalidationBus;
  #hears = false;

  constructor(settings: RedisSettings, clock: ServerClock, events: BusEvents) {
    const { redis, channel, commandTimeoutMs, connectTimeoutMs } = settings;
    const origin = randomUUID();
    const trouble = (error: unknown): void => events.trouble(error);
    const open = openRedis(redis, connectTimeoutMs);
    this.#connection = new RedisConnection(open, connectTimeoutMs, { trouble });
    const alive = (): Promise<boolean> => this.#connection.check(commandTimeoutMs);
    this.#guard = new RedisGuard(commandTimeoutMs, alive, trouble);
    this.tier = new RedisTier(this.#connection, this.#guard, clock, channel, origin);
    // A cluster passes every message on to all its nodes: hearing one is enough.
    this.#bus = new InvalidationBus(
      { open: openServer(redis.urls, connectTimeoutMs), connectTimeoutMs, channel, origin },
      {
        ...events,
        up: () => {
          this.#hears = true;
          events.up();
        },
        down: () => {
          this.#hears = false;
          events.down();
        },
      },
    );
  }

  /** Whether other processes' invalidations reach this one. */
  get hears(): boolean {
    return this.#hears;
  }

  /** Whether Redis is in full use. */
  get connected(): boolean {
    return this.#connection.ready && this.#hears && !this.#guard.open;
  }

  /** Whether Redis is left alone because it did not answer. */
  get breakerOpen(): boolean {
    return this.#guard.open;
  }

  close(): void {
    this.#guard.close();
    this.#bus.close();
    this.#connection.close();
  }
}
