/** A running load. Once voided, what it brings must not be stored: it may be older than a write. */
export interface Flight {
  readonly voided: boolean;
}

interface RunningFlight<Value> {
  voided: boolean;
  promise: Promise<Value>;
}

/**
 * One run of the work per key at a time; later callers share its result or its rejection.
 * Voiding also makes later callers start afresh, so that who writes and then reads never joins a
 * load that began before the write.
 */
export class SingleFlight<Value> {
  readonly #flights = new Map<string, RunningFlight<Value>>();

  get(key: string): Promise<Value> | undefined {
    return this.#flights.get(key)?.promise;
  }

  /** Starts `work`; the caller has seen that `get(key)` is undefined. */
  start(key: string, work: (flight: Flight) => Promise<Value>): Promise<Value> {
    const flight: RunningFlight<Value> = { voided: false, promise: undefined as never };
    this.#flights.set(key, flight);
    flight.promise = work(flight).finally(() => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    });
    return flight.promise;
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
}
