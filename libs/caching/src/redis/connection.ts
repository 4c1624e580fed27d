import { createClient } from 'redis';
import { scripts } from './scripts.js';

export type RedisClient = ReturnType<typeof newClient>;

export interface ConnectionEvents {
  /** A client was made, perhaps in place of another; it is not connected yet. */
  opened?(client: RedisClient): void;
  ready?(client: RedisClient): void;
  lost?(): void;
  trouble(error: unknown): void;
}

/** node-redis neither times out commands nor queues none by itself; see README, "Redis trouble". */
function newClient(url: string, connectTimeoutMs: number) {
  return createClient({
    url,
    scripts,
    disableOfflineQueue: true,
    socket: {
      connectTimeout: connectTimeoutMs,
      reconnectStrategy: (retries) =>
        Math.min(50 * 2 ** retries, 1000) * (0.75 + Math.random() / 2),
    },
  });
}

/**
 * One connection to Redis that neither throws nor crashes the process whatever Redis does. A
 * client that stopped answering is replaced: after a cut link TCP alone needs minutes to notice.
 */
export class RedisConnection {
  #client: RedisClient;
  #closed = false;
  #openedAt = 0;

  constructor(
    private readonly url: string,
    private readonly connectTimeoutMs: number,
    private readonly events: ConnectionEvents,
  ) {
    this.#client = this.#open();
  }

  get client(): RedisClient {
    return this.#client;
  }

  /** Whether Redis answers within `timeoutMs`; if it should but does not, a new client is made. */
  async check(timeoutMs: number): Promise<boolean> {
    const client = this.#client;
    if (this.#closed) return false;
    const patience = this.connectTimeoutMs + timeoutMs;
    if (!client.isReady && performance.now() - this.#openedAt < patience) return false;
    try {
      await within(timeoutMs, client.ping());
      return true;
    } catch (error) {
      this.events.trouble(error);
      if (client === this.#client && !this.#closed) {
        this.#abandon(client);
        this.events.lost?.();
        this.#client = this.#open();
      }
      return false;
    }
  }

  close(): void {
    this.#closed = true;
    this.#abandon(this.#client);
  }

  #open(): RedisClient {
    const client = newClient(this.url, this.connectTimeoutMs);
    // The listener comes first: without one a lost connection ends the process.
    client.on('error', (error: unknown) => {
      if (client !== this.#client || this.#closed) return;
      this.events.trouble(error);
      if (!client.isReady) this.events.lost?.();
    });
    client.on('ready', () => {
      if (!this.#closed) this.events.ready?.(client);
    });
    this.#openedAt = performance.now();
    this.events.opened?.(client);
    // Not awaited: the process starts without Redis. Its errors went to the listener.
    client.connect().catch(() => undefined);
    return client;
  }

  #abandon(client: RedisClient): void {
    // It rejects when already closed, which is what is wanted.
    client.disconnect().catch(() => undefined);
  }
}

/** @throws Error when the operation takes longer; the operation's own fate is then ignored. */
export function within<T>(milliseconds: number, operation: Promise<T>): Promise<T> {
  // Not a race, which costs several promises more on the way of every read.
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new Error(`Redis gave no answer within ${milliseconds} ms`));
    // If it was this process that was busy, the reply lies in the socket: let it be read first.
    const timer = setTimeout(() => setImmediate(giveUp), milliseconds);
    operation.then(
      (result) => {
        clearTimeout(timer);
        resolve(result);
      },
      (error: unknown) => {
        clearTimeout(timer);
        // As it is, whatever it is: the caller tells corruption from trouble by it.
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
        reject(error);
      },
    );
  });
}
