/** A running load. Once voided, what it brings must not be stored: it may be older than a write. */
export interface Flight {
  readonly voided: boolean;
}

/** One run of work for one key or many. */
interface Run<Value> {
  /** What is brought for a key. Not kept beyond the end of the run, nor is what it brought. */
  join: ((key: string) => Promise<Value>) | undefined;
}

interface RunningFlight<Value> {
  voided: boolean;
  readonly run: Run<Value>;
}

/**
 * One run of the work per key at a time; later callers share its result or its rejection.
 * Voiding also makes later callers start afresh, so that who writes and then reads never joins a
 * load that began before the write.
 */
export class SingleFlight<Value> {
  readonly #flights = new Map<string, RunningFlight<Value>>();

  has(key: string): boolean {
    return this.#flights.has(key);
  }

  /** What is running for the key, shared. */
  join(key: string): Promise<Value> | undefined {
    return this.#flights.get(key)?.run.join?.(key);
  }

  /** Starts `work`; the caller has seen that nothing runs for the key. */
  start(key: string, work: (flight: Flight) => Promise<Value>): Promise<Value> {
    const run: Run<Value> = { join: () => running };
    const flight = { voided: false, run };
    this.#flights.set(key, flight);
    const running = this.#fly([key], [flight], run, () => work(flight));
    return running;
  }

  /**
   * Starts one run for several keys; the caller has seen that nothing runs for any.
   * @param pick what the run brought for a key
   */
  startAll<Result>(
    keys: readonly string[],
    work: (flights: readonly Flight[]) => Promise<Result>,
    pick: (result: Result, key: string) => Value,
  ): Promise<Result> {
    const run: Run<Value> = { join: async (key) => pick(await running, key) };
    const flights = keys.map((key) => {
      const flight = { voided: false, run };
      this.#flights.set(key, flight);
      return flight;
    });
    const running = this.#fly(keys, flights, run, () => work(flights));
    return running;
  }

  void(key: string): void {
    const flight = this.#flights.get(key);
    if (flight === undefined) return;
    flight.voided = true;
    this.#flights.delete(key);
  }

  /** Few loads run at a time, so a walk is cheaper than an index. */
  voidAll(keyPrefix = ''): void {
    for (const key of this.#flights.keys()) if (key.startsWith(keyPrefix)) this.void(key);
  }

  async #fly<Result>(
    keys: readonly string[],
    flights: readonly RunningFlight<Value>[],
    run: Run<Value>,
    work: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await work();
    } finally {
      run.join = undefined;
      keys.forEach((key, index) => {
        if (this.#flights.get(key) === flights[index]) this.#flights.delete(key);
      });
    }
  }
}
