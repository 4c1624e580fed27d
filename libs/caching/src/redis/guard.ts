import { SharedTierUnavailableError } from '../errors.js';
import { within } from './connection.js';

const failuresToOpen = 3;
const probeEveryMs = 250;

/**
 * Every Redis operation passes here: it ends in time, and after a few failures in a row none is
 * tried until a probe, which no caller waits for, has found Redis answering again.
 *
 * A circuit breaker in plain counters: it stands in the way of every read.
 */
export class RedisGuard {
  #failuresInARow = 0;
  #open = false;
  #probe: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    private readonly timeoutMs: number,
    private readonly alive: () => Promise<boolean>,
    private readonly trouble: (error: unknown) => void,
  ) {}

  get open(): boolean {
    return this.#open;
  }

  /** @throws SharedTierUnavailableError whatever went wrong, except that a stored value was corrupt */
  async run<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#open) throw new SharedTierUnavailableError('Redis does not answer: not asked');
    try {
      const result = await within(this.timeoutMs, operation());
      this.#failuresInARow = 0;
      return result;
    } catch (error) {
      if (isCorruption(error)) throw error;
      this.#count();
      this.trouble(error);
      throw new SharedTierUnavailableError('Redis did not answer', { cause: error });
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#probe);
  }

  #count(): void {
    this.#failuresInARow++;
    if (this.#open || this.#failuresInARow < failuresToOpen) return;
    this.#open = true;
    this.#probeLater();
  }

  #probeLater(): void {
    if (this.#closed) return;
    this.#probe = setTimeout(() => void this.#tryAgain(), probeEveryMs).unref();
  }

  async #tryAgain(): Promise<void> {
    if (!(await this.alive())) return this.#probeLater();
    this.#failuresInARow = 0;
    this.#open = false;
  }
}

/** By name: the store's JSON may belong to another realm. */
export const isCorruption = (error: unknown): boolean =>
  error instanceof Error && error.name === 'SyntaxError';
