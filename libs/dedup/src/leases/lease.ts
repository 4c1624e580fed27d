import { LeaseLostError } from '../errors.js';
import { type Grant } from './lease-backend.js';

/** A heartbeat that could not reach the nodes is repeated after this long, or sooner. */
const repeatMs = 250;

export interface LeaseTimes {
  readonly ttlMs: number;
  readonly heartbeatMs: number;
}

/**
 * A resource held by this process, and kept by a heartbeat until it is released or lost.
 *
 * @example
 * await using lease = await leases.acquire('import:7', { ttlMs: 30_000 });
 * await importAll({ signal: lease.signal });
 */
export class Lease implements AsyncDisposable {
  /** By the wall clock of this process. */
  readonly acquiredAt = new Date();
  private readonly heldSince = performance.now();
  private readonly loss = new AbortController();
  private held = true;
  private releasing: Promise<void> | undefined;
  private beatTimer: NodeJS.Timeout | undefined;
  private expiryTimer: NodeJS.Timeout | undefined;

  constructor(
    readonly resource: string,
    private readonly grant: Grant,
    private readonly times: LeaseTimes,
    private readonly ended: (lease: Lease, how: 'released' | 'lost') => void,
  ) {
    this.awaitExpiry();
    this.awaitBeat(times.heartbeatMs);
  }

  /** Hand it to whatever a newer holder must not see finished. Undefined without a fence store. */
  get fence(): bigint | undefined {
    return this.grant.fence;
  }

  /** Aborts with a LeaseLostError once the lease is another's, or may be. */
  get signal(): AbortSignal {
    return this.loss.signal;
  }

  /**
   * How long nobody else can hold it, in milliseconds. 0 right after a pause longer than the TTL,
   * when `signal` has not had its turn yet.
   */
  get remainingMs(): number {
    return this.held ? Math.max(0, this.grant.validUntil - performance.now()) : 0;
  }

  get heldMs(): number {
    return performance.now() - this.heldSince;
  }

  /** Gives the resource back, unless another has it. Never rejects; a second call does nothing. */
  release(): Promise<void> {
    if (this.end()) this.ended(this, 'released');
    // Also when it counts as lost: it may be nobody's.
    return (this.releasing ??= this.grant.release());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }

  private async beat(): Promise<void> {
    if (this.remainingMs === 0) return this.lose('its time ran out');
    try {
      const extended = await this.grant.extend(this.times.ttlMs);
      if (!this.held) return;
      if (!extended) return this.lose('another took it, or it was removed');
      this.awaitExpiry();
      this.awaitBeat(this.times.heartbeatMs);
    } catch {
      // Unreachable is not lost: the lease holds until its time runs out.
      this.awaitBeat(Math.min(repeatMs, this.times.heartbeatMs));
    }
  }

  private awaitBeat(milliseconds: number): void {
    if (this.held) this.beatTimer = setTimeout(() => void this.beat(), milliseconds).unref();
  }

  private awaitExpiry(): void {
    clearTimeout(this.expiryTimer);
    this.expiryTimer = setTimeout(() => {
      // An extension may have succeeded whose other half still runs.
      if (this.remainingMs > 0) this.awaitExpiry();
      else this.lose('it could not be extended in time');
    }, this.remainingMs).unref();
  }

  private lose(why: string): void {
    if (!this.end()) return;
    this.loss.abort(new LeaseLostError(this.resource, why));
    this.ended(this, 'lost');
  }

  /** False: it had ended before. */
  private end(): boolean {
    const wasHeld = this.held;
    this.held = false;
    clearTimeout(this.beatTimer);
    clearTimeout(this.expiryTimer);
    return wasHeld;
  }
}
