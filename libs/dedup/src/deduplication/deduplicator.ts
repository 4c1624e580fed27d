import { DuplicateCallError } from '../errors.js';
import { type DedupObserver, notify } from '../events.js';
import { type Lease } from '../leases/lease.js';
import { type Leases } from '../leases/leases.js';
import { type Processing, type ProcessingStates } from '../processing/processing-states.js';

export interface RunOptions {
  /** How long a completed run is remembered, in milliseconds (`stateTtlMs`). */
  ttlMs?: number;
}

/**
 * Runs work once per key: a lease keeps others out while it runs and frees the key should its
 * process die; a remembered state keeps them out once it has completed. Work that failed may run
 * again.
 */
export class Deduplicator {
  constructor(
    private readonly leases: Leases,
    private readonly states: ProcessingStates,
    private readonly onEvent?: DedupObserver,
  ) {}

  /**
   * @throws DuplicateCallError when the work of this key runs or has completed
   * @throws LeaseUnavailableError, StateUnavailableError when that cannot be told; nothing ran
   * @throws what `work` throws
   */
  async run<T>(
    key: string,
    { ttlMs }: RunOptions,
    work: (lease: Lease) => T | Promise<T>,
  ): Promise<T> {
    await using lease = await this.leases.acquire(`call:${key}`, { contention: 'skip' });
    if (lease === undefined) throw this.duplicate(key, 'processing');
    const known = await this.states.read(`call:${key}`);
    if (known?.state === 'completed') throw this.duplicate(key, 'completed');
    notify(this.onEvent, { type: 'first', key });
    const result = await work(lease);
    await this.states.complete(`call:${key}`, { ttlMs });
    return result;
  }

  /**
   * Takes the key for good, whatever becomes of the work: at most once within the TTL.
   *
   * @returns what is known of the earlier claim; undefined: this is the first
   * @throws StateUnavailableError
   */
  async claim(key: string, { ttlMs }: RunOptions = {}): Promise<Processing | undefined> {
    const earlier = await this.states.begin(`claim:${key}`, { ttlMs });
    notify(this.onEvent, { type: earlier === undefined ? 'first' : 'duplicate', key });
    return earlier;
  }

  private duplicate(key: string, state: 'processing' | 'completed'): DuplicateCallError {
    notify(this.onEvent, { type: 'duplicate', key });
    return new DuplicateCallError(key, state);
  }
}
