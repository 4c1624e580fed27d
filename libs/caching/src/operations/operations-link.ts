import { SharedTierUnavailableError } from '../errors.js';
import { type RedisClient } from '../redis/clients.js';
import { RedisConnection, within } from '../redis/connection.js';
import { openRedis, openServer, type RedisPlace } from '../redis/handles.js';

export interface OperationsLinkOptions {
  redis: RedisPlace;
  connectTimeoutMs: number;
  /** For a command, in milliseconds. */
  commandTimeoutMs: number;
  channels: readonly string[];
}

export interface OperationsLinkEvents {
  hear(channel: string, message: string): void;
  /** Every message from here on is heard. Again after each reconnection. */
  ready(): void;
  trouble(error: unknown): void;
}

/**
 * What operators ask and what is recorded for them travels on connections of its own, so that it
 * neither waits for the reads of the service nor makes them wait.
 */
export class OperationsLink {
  readonly #commands: RedisConnection;
  readonly #listener: RedisConnection;

  constructor(
    private readonly options: OperationsLinkOptions,
    private readonly events: OperationsLinkEvents,
  ) {
    const { redis, connectTimeoutMs } = options;
    const trouble = (error: unknown): void => events.trouble(error);
    this.#commands = new RedisConnection(openRedis(redis, connectTimeoutMs), connectTimeoutMs, {
      trouble,
    });
    // A cluster passes every message on to all its nodes: hearing one is enough.
    const listening = openServer(redis.urls, connectTimeoutMs);
    this.#listener = new RedisConnection(listening, connectTimeoutMs, {
      trouble,
      ready: (client) => void this.#subscribe(client),
    });
  }

  /** @throws SharedTierUnavailableError whatever went wrong */
  async run<T>(operation: (client: RedisClient) => Promise<T>): Promise<T> {
    try {
      return await within(this.options.commandTimeoutMs, operation(this.#commands.client));
    } catch (error) {
      throw new SharedTierUnavailableError('Redis did not answer', { cause: error });
    }
  }

  /** Finds connections that are dead without having been closed. */
  async check(): Promise<void> {
    const { commandTimeoutMs } = this.options;
    await Promise.all([
      this.#commands.check(commandTimeoutMs),
      this.#listener.check(commandTimeoutMs),
    ]);
  }

  close(): void {
    this.#commands.close();
    this.#listener.close();
  }

  readonly #hear = (message: string, channel: string): void => this.events.hear(channel, message);

  async #subscribe(client: RedisClient): Promise<void> {
    try {
      await client.subscribe([...this.options.channels], this.#hear);
      this.events.ready();
    } catch (error) {
      this.events.trouble(error);
    }
  }
}
