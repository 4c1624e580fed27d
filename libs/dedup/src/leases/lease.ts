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
  private held = true;
  /** Made when asked for: most leases end before anybody wants to know. */
  private abortion: AbortController | undefined;
  private lostBy: LeaseLostError | undefined;
  private releasing: Promise<void> | undefined;
  private beating = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    readonly resource: string,
    private readonly grant: Grant,
    private readonly times: LeaseTimes,
    private readonly ended: (lease: Lease, how: 'released' | 'lost') => void,
  ) {
    this.wakeIn(times.heartbeatMs);
  }

  /** Hand it to whatever a newer holder must not see finished. Undefined without a fence store. */
  get fence(): bigint | undefined {
    return this.grant.fence;
  }

  /** Aborts with a LeaseLostError once the lease is another's, or may be. */
  get signal(): AbortSignal {
    this.abortion ??= new AbortController();
    if (this.lostBy !== undefined) this.abortion.abort(this.lostBy);
    return this.abortion.signal;
  }

  /** Why it was lost; undefined: it was not. */
  get loss(): LeaseLostError | undefined {
    return this.lostBy;
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

  /** One timer for the next heartbeat and for the end of its time, whichever is first. */
  private wakeIn(milliseconds: number): void {
    clearTimeout(this.timer);
    if (!this.held) return;
    this.timer = setTimeout(
      () => {
        if (this.remainingMs === 0) this.lose('it could not be extended in time');
        else if (this.beating) this.wakeIn(this.remainingMs);
        else void this.beat();
      },
      Math.min(milliseconds, this.remainingMs),
    ).unref();
  }

  private async beat(): Promise<void> {
    this.beating = true;
    this.wakeIn(this.remainingMs);
    try {
      const extended = await this.grant.extend(this.times.ttlMs);
      this.beating = false;
      if (extended) this.wakeIn(this.times.heartbeatMs);
      else this.lose('another took it, or it was removed');
    } catch {
      this.beating = false;
      // Unreachable is not lost: the lease holds until its time runs out.
      this.wakeIn(Math.min(repeatMs, this.times.heartbeatMs));
    }
  }

  private lose(why: string): void {
    if (!this.end()) return;
    this.lostBy = new LeaseLostError(this.resource, why);
    this.abortion?.abort(this.lostBy);
    this.ended(this, 'lost');
  }

  /** False: it had ended before. */
  private end(): boolean {
    const wasHeld = this.held;
    this.held = false;
    clearTimeout(this.timer);
    return wasHeld;
  }
}
