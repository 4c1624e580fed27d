/** A running load. Once voided, what it brings must not be stored: it may be older than a write. */
export interface Flight {
  readonly voided: boolean;
}

interface RunningFlight<Value> {
  voided: boolean;
  /** A promise for each who joins: in a batch most flights are joined by nobody. */
  join(): Promise<Value>;
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
    return this.#flights.get(key)?.join();
  }

  /** Starts `work`; the caller has seen that nothing runs for the key. */
  start(key: string, work: (flight: Flight) => Promise<Value>): Promise<Value> {
    const flight: RunningFlight<Value> = { voided: false, join: () => running };
    this.#flights.set(key, flight);
    const running = this.#run([key], [flight], () => work(flight));
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
    const flights = keys.map((key): RunningFlight<Value> => {
      const join = async (): Promise<Value> => pick(await running, key);
      return { voided: false, join };
    });
    keys.forEach((key, index) => this.#flights.set(key, flights[index] as RunningFlight<Value>));
    const running = this.#run(keys, flights, () => work(flights));
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

  async #run<Result>(
    keys: readonly string[],
    flights: readonly RunningFlight<Value>[],
    work: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await work();
    } finally {
      keys.forEach((key, index) => {
        if (this.#flights.get(key) === flights[index]) this.#flights.delete(key);
      });
    }
  }
}
