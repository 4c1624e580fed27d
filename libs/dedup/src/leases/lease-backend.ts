/** The right to a resource for a while, as a backend gives it. */
export interface Grant {
  /** Higher than that of every earlier grant of the resource; undefined without a fence store. */
  readonly fence: bigint | undefined;
  /** Until when nobody else can have it, on the clock of `performance.now()`. */
  readonly validUntil: number;
  /**
   * Counts the time anew. False: it is gone.
   * @throws LeaseUnavailableError when that cannot be told
   */
  extend(ttlMs: number): Promise<boolean>;
  /** Does nothing to a resource that another has by now. Never rejects: the TTL does the rest. */
  release(): Promise<void>;
}

/** A resource that somebody holds. */
export interface HeldLease {
  readonly resource: string;
  readonly workerId: string;
  /** By the holder's clock. */
  readonly acquiredAt: Date;
  readonly expiresInMs: number;
  /** Where a fence store is configured. */
  readonly fence?: bigint;
}

/** Who holds what, over all processes. Every method throws LeaseUnavailableError when nobody can tell. */
export interface LeaseRegistry {
  inspect(resource: string): Promise<HeldLease | undefined>;
  /** The last to expire first, at most `limit`. */
  list(limit: number): Promise<HeldLease[]>;
  /** Frees the resource whoever holds it. */
  forceRelease(resource: string): Promise<void>;
}

/** Where leases are kept. */
export interface LeaseBackend {
  readonly registry: LeaseRegistry;
  /**
   * Tries once. Undefined: another has it.
   * @throws LeaseUnavailableError
   */
  attempt(resource: string, ttlMs: number): Promise<Grant | undefined>;
}
