import { type RedisClient } from './clients.js';
import { type OpenHandle, type RedisHandle } from './handles.js';
import { type Store } from './store.js';

export interface ConnectionEvents {
  ready?(client: RedisClient): void;
  lost?(): void;
  trouble(error: unknown): void;
}

/**
 * A connection to Redis that neither throws nor crashes the process whatever Redis does. A handle
 * that stopped answering is replaced: after a cut link TCP alone needs minutes to notice, and a
 * cluster's master may have moved.
 */
export class RedisConnection {
  #handle: RedisHandle;
  #closed = false;
  #openedAt = 0;

  constructor(
    private readonly open: OpenHandle,
    private readonly connectTimeoutMs: number,
    private readonly events: ConnectionEvents,
  ) {
    this.#handle = this.#open();
  }

  get client(): RedisClient {
    return this.#handle.commands;
  }

  get store(): Store {
    return this.#handle.store;
  }

  get ready(): boolean {
    return this.#handle.ready;
  }

  /** Whether Redis answers within `timeoutMs`; if it should but does not, a new handle is made. */
  async check(timeoutMs: number): Promise<boolean> {
    const handle = this.#handle;
    if (this.#closed) return false;
    const patience = this.connectTimeoutMs + timeoutMs;
    if (!handle.ready && performance.now() - this.#openedAt < patience) return false;
    try {
      await within(timeoutMs, handle.ping());
      return true;
    } catch (error) {
      this.events.trouble(error);
      if (handle === this.#handle && !this.#closed) {
        handle.close();
        this.events.lost?.();
        this.#handle = this.#open();
      }
      return false;
    }
  }

  close(): void {
    this.#closed = true;
    this.#handle.close();
  }

  #open(): RedisHandle {
    this.#openedAt = performance.now();
    // Events come later than the handle, and may come when another has taken its place.
    const current = (): boolean => handle === this.#handle && !this.#closed;
    const handle: RedisHandle = this.open({
      error: (error) => {
        if (!current()) return;
        this.events.trouble(error);
        if (!handle.ready) this.events.lost?.();
      },
      ready: () => {
        if (current()) this.events.ready?.(handle.commands);
      },
    });
    return handle;
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
