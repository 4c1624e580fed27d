/** One way to hold a lock, on connections of its own. */
export interface LockContestant {
  readonly name: string;
  /** Locks, does nothing, unlocks. False: another held it. */
  lockOnce(key: string): Promise<boolean>;
  close(): Promise<void>;
}

/** Longer than any run: no lock ends by itself. */
export const lockTtlMs = 30_000;
