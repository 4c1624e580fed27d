import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import { SharedTierUnavailableError } from '../errors.js';
import { within } from './connection.js';

const failuresToOpen = 3;
const probeEveryMs = 250;

/**
 * Every Redis operation passes here: it ends in time, and after a few failures in a row none is
 * tried until a probe, which no caller waits for, has found Redis answering again.
 */
export class RedisGuard {
  readonly #breaker = circuitBreaker(
    handleWhen((error) => !isCorruption(error)),
    { halfOpenAfter: probeEveryMs, breaker: new ConsecutiveBreaker(failuresToOpen) },
  );
  #probe: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    private readonly timeoutMs: number,
    private readonly alive: () => Promise<boolean>,
    private readonly trouble: (error: unknown) => void,
  ) {
    this.#breaker.onBreak(() => this.#probeLater());
  }

  get open(): boolean {
    return this.#breaker.state !== CircuitState.Closed;
  }

  /** @throws SharedTierUnavailableError whatever went wrong, except that a stored value was corrupt */
  async run<T>(operation: () => Promise<T>): Promise<T> {
    if (this.open) throw new SharedTierUnavailableError('Redis does not answer: not asked');
    try {
      return await this.#breaker.execute(() => within(this.timeoutMs, operation()));
    } catch (error) {
      if (isCorruption(error)) throw error;
      this.trouble(error);
      throw new SharedTierUnavailableError('Redis did not answer', { cause: error });
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#probe);
  }

  #probeLater(): void {
    if (this.#closed) return;
    clearTimeout(this.#probe);
    // A little later than cockatiel's own clock allows, else the probe itself would be refused.
    this.#probe = setTimeout(() => void this.#tryAgain(), probeEveryMs + 20).unref();
  }

  async #tryAgain(): Promise<void> {
    try {
      await this.#breaker.execute(async () => {
        if (!(await this.alive())) throw new SharedTierUnavailableError('Redis is still away');
      });
    } catch {
      this.#probeLater();
    }
  }
}

/** By name: the store's JSON may belong to another realm. */
export const isCorruption = (error: unknown): boolean =>
  error instanceof Error && error.name === 'SyntaxError';
