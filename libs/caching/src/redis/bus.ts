import { type RedisClient } from './clients.js';
import { RedisConnection } from './connection.js';
import { type OpenHandle } from './handles.js';

export interface BusEvents {
  drop(key: string): void;
  stamp(key: string, micros: number): void;
  /** Every message from here on will be heard; earlier ones may have been missed. */
  up(): void;
  /** Messages may be missed from here on. */
  down(): void;
  trouble(error: unknown): void;
}

export interface BusOptions {
  open: OpenHandle;
  connectTimeoutMs: number;
  channel: string;
  /** Messages of this process are its own doing already. */
  origin: string;
}

const heartbeatMs = 500;
const silenceMs = 500;

/**
 * Hears what other processes invalidate, over Redis pub/sub on a connection of its own. A
 * heartbeat finds a connection that is dead without having been closed.
 */
export class InvalidationBus {
  readonly #connection: RedisConnection;
  #heartbeat: NodeJS.Timeout | undefined;
  #up = false;
  readonly #receive = (message: string): void => {
    const [origin, verb, key, micros] = message.split(' ');
    if (origin === this.options.origin || key === undefined) return;
    if (verb === 'drop') this.events.drop(key);
    else if (verb === 'stamp') this.events.stamp(key, Number(micros));
  };

  constructor(
    private readonly options: BusOptions,
    private readonly events: BusEvents,
  ) {
    this.#connection = new RedisConnection(options.open, options.connectTimeoutMs, {
      ready: (client) => void this.#subscribe(client),
      lost: () => this.#turn(false),
      trouble: (error) => events.trouble(error),
    });
    this.#beatLater();
  }

  close(): void {
    clearTimeout(this.#heartbeat);
    this.#heartbeat = undefined;
    this.#connection.close();
  }

  /** On a reconnection node-redis has subscribed again before it says ready; this then costs nothing. */
  async #subscribe(client: RedisClient): Promise<void> {
    try {
      await client.subscribe(this.options.channel, this.#receive);
      this.#turn(true);
    } catch (error) {
      this.events.trouble(error);
    }
  }

  #turn(up: boolean): void {
    if (!up && !this.#up) return;
    this.#up = up;
    if (up) this.events.up();
    else this.events.down();
  }

  #beatLater(): void {
    this.#heartbeat = setTimeout(() => {
      void this.#connection.check(silenceMs).then(() => {
        if (this.#heartbeat !== undefined) this.#beatLater();
      });
    }, heartbeatMs).unref();
  }
}
