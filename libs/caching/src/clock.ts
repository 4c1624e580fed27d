const tickMs = 100;
const horizonMs = 1000;

/**
 * The Redis server's time, estimated from its replies, so that all processes judge an entry's age
 * by one clock and a step of a machine's own clock stretches no TTL.
 */
export class ServerClock {
  /** What to add to the process's monotonic time. */
  #offsetMs = performance.timeOrigin;
  #lastMicros = 0;
  #noted = this.now();
  readonly #ticker = setInterval(() => (this.#noted = this.now()), tickMs).unref();

  /**
   * A time not reached yet, in milliseconds since the epoch, unless the event loop has stood still
   * for most of a second. For those who need no exact time: asking the system for it takes longer
   * than all the rest of a hit in memory.
   */
  get horizon(): number {
    return this.#noted + horizonMs;
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return performance.now() + this.#offsetMs;
  }

  /** Whole microseconds since the epoch; never the same twice in a process. */
  micros(): number {
    this.#lastMicros = Math.max(this.#lastMicros + 1, Math.floor(this.now() * 1000));
    return this.#lastMicros;
  }

  /** Takes over a time just read from the server. Smaller differences are the round trip's noise. */
  sync(serverMicros: number): void {
    const difference = serverMicros / 1000 - this.now();
    if (Math.abs(difference) <= 20) return;
    this.#offsetMs += difference;
    this.#noted = this.now();
  }

  close(): void {
    clearInterval(this.#ticker);
  }
}
