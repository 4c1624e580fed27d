/** How a cache is set up for one measurement. */
export interface Setup {
  readonly redisUrl: string;
  /** Starts every key in Redis: caches of one setup share theirs, those of others share nothing. */
  readonly prefix: string;
  /** How many values fit into memory. */
  readonly memoryEntries: number;
  readonly ttlMs: number;
  /** Every value carries a tag, where the cache knows any. */
  readonly tagged?: boolean;
  readonly load: (key: string) => Promise<unknown>;
}

/** A cache as an application would have it: memory, then Redis, then the loader of its setup. */
export interface Contestant {
  /**
   * Reads one key after the other. Every contestant has a loop of its own: a shared one would call
   * through a site that has seen them all, which the engine cannot optimise for any.
   */
  readEach(keys: readonly string[]): Promise<void>;
  read(key: string): Promise<unknown>;
  /** All at once, where the cache can do that with a loader. */
  readMany?(keys: readonly string[]): Promise<unknown>;
  /** What an application does after a write: the next read is to load. */
  drop(key: string): Promise<unknown>;
  close(): Promise<unknown>;
}

export interface Entrant {
  readonly name: string;
  /** Connected when it resolves. */
  readonly open: (setup: Setup) => Promise<Contestant>;
}
