import { setTimeout as delay } from 'node:timers/promises';
import { type ResolvedDedupOptions } from '../dedup.options.js';
import { LeaseContendedError, LeaseTimeoutError } from '../errors.js';
import { notify } from '../events.js';
import { type AcquireOptions, type SkipOptions, leaseTimes } from './acquire-options.js';
import { type Grant, type HeldLease, type LeaseBackend } from './lease-backend.js';
import { type LeaseEvent } from './lease-events.js';
import { Lease } from './lease.js';
import { type LeaseStats, LeaseStatistics } from './lease-statistics.js';

type LeasesOptions = Pick<
  ResolvedDedupOptions,
  'maxTtlMs' | 'defaultTtlMs' | 'retryDelayMs' | 'onEvent' | 'onForceRelease'
>;

/** Exclusive use of named resources over all processes, for as long as a heartbeat keeps it. */
export class Leases {
  private readonly statistics = new LeaseStatistics();

  constructor(
    private readonly backend: LeaseBackend,
    private readonly options: LeasesOptions,
  ) {}

  /**
   * Holds `resource` until the lease is released; `await using` does that in every case.
   *
   * @returns undefined under `contention: 'skip'` when another holds it
   * @throws LeaseContendedError when another holds it; LeaseTimeoutError when that lasted `waitMs`
   * @throws LeaseUnavailableError in about half a second when too few nodes answer: the caller
   *   decides whether it may go on without
   * @throws LeaseTtlError when the times asked for cannot be granted
   */
  acquire(resource: string, options?: AcquireOptions): Promise<Lease>;
  acquire(resource: string, options: SkipOptions): Promise<Lease | undefined>;
  async acquire(
    resource: string,
    options: AcquireOptions | SkipOptions = {},
  ): Promise<Lease | undefined> {
    const { contention = 'fail', signal } = options;
    const times = leaseTimes(resource, options, this.options);
    const waitMs = typeof contention === 'object' ? contention.waitMs : 0;
    const startedAt = performance.now();
    for (;;) {
      signal?.throwIfAborted();
      const grant = await this.attempt(resource, times.ttlMs, startedAt);
      const waitedMs = performance.now() - startedAt;
      if (grant !== undefined) {
        const lease = new Lease(resource, grant, times, (ended, how) => this.ended(ended, how));
        this.statistics.begin(lease);
        this.emit({ type: 'acquired', resource, waitedMs, fence: grant.fence });
        return lease;
      }
      if (waitedMs >= waitMs) {
        this.emit({ type: waitMs > 0 ? 'timeout' : 'contended', resource, waitedMs });
        if (contention === 'skip') return undefined;
        throw waitMs > 0
          ? new LeaseTimeoutError(resource, waitMs)
          : new LeaseContendedError(resource);
      }
      await this.pause(waitMs - waitedMs, signal);
    }
  }

  /**
   * Runs `work` while holding `resource`. What `work` throws is thrown as it is.
   * @throws what `acquire` throws
   */
  async using<T>(
    resource: string,
    options: AcquireOptions,
    work: (lease: Lease) => Promise<T>,
  ): Promise<T> {
    await using lease = await this.acquire(resource, options);
    return await work(lease);
  }

  /** Undefined: nobody holds it. @throws LeaseUnavailableError */
  inspect(resource: string): Promise<HeldLease | undefined> {
    return this.backend.registry.inspect(resource);
  }

  /** What is held now, in any process; the last to expire first. @throws LeaseUnavailableError */
  list({ limit = 200 } = {}): Promise<HeldLease[]> {
    return this.backend.registry.list(limit);
  }

  /**
   * Takes the lease from whoever holds it; they are told at their next heartbeat.
   *
   * @returns who held it; undefined: nobody
   * @throws LeaseUnavailableError
   * @throws what `onForceRelease` throws: then nothing is released
   */
  async forceRelease(
    resource: string,
    { by, reason }: { by: string; reason: string },
  ): Promise<HeldLease | undefined> {
    const holder = await this.inspect(resource);
    // First: once the lease is free the old holder must already be fenced off.
    await this.options.onForceRelease?.({ resource, by, reason, holder });
    await this.backend.registry.forceRelease(resource);
    this.emit({ type: 'force-released', resource, by, reason });
    return holder;
  }

  /** What this process did since it started, and what it holds. */
  stats(): LeaseStats {
    return this.statistics.snapshot();
  }

  private async attempt(
    resource: string,
    ttlMs: number,
    startedAt: number,
  ): Promise<Grant | undefined> {
    try {
      return await this.backend.attempt(resource, ttlMs);
    } catch (error) {
      this.emit({ type: 'error', resource, waitedMs: performance.now() - startedAt, error });
      throw error;
    }
  }

  /** Jitter, so that waiters do not take each other's votes again. */
  private async pause(leftMs: number, signal: AbortSignal | undefined): Promise<void> {
    const pauseMs = Math.min(leftMs, this.options.retryDelayMs * (0.5 + Math.random()));
    try {
      await delay(pauseMs, undefined, { signal });
    } catch {
      signal?.throwIfAborted();
    }
  }

  private ended(lease: Lease, how: 'released' | 'lost'): void {
    const { resource, heldMs, loss } = lease;
    this.statistics.end(lease);
    this.emit({ type: how, resource, heldMs, error: loss });
  }

  private emit(event: LeaseEvent): void {
    this.statistics.count(event);
    notify(this.options.onEvent, event);
  }
}
