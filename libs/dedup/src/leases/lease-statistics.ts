import { type LeaseEvent } from './lease-events.js';
import { type Lease } from './lease.js';

/** What this process did with leases since it started. */
export interface LeaseStats {
  readonly acquired: number;
  readonly contended: number;
  readonly timedOut: number;
  readonly errors: number;
  readonly released: number;
  readonly lost: number;
  readonly forceReleased: number;
  /** Of the leases that have ended. */
  readonly holdMs: { readonly sum: number; readonly max: number };
  /** Held now, the oldest first. */
  readonly holders: readonly LeaseHeldHere[];
}

export interface LeaseHeldHere {
  readonly resource: string;
  readonly acquiredAt: Date;
  readonly ageMs: number;
  readonly fence: bigint | undefined;
}

export class LeaseStatistics {
  private readonly counts: Record<LeaseEvent['type'], number> = {
    acquired: 0,
    contended: 0,
    timeout: 0,
    error: 0,
    released: 0,
    lost: 0,
    'force-released': 0,
  };
  private readonly held = new Set<Lease>();
  private holdSumMs = 0;
  private holdMaxMs = 0;

  count({ type }: LeaseEvent): void {
    this.counts[type]++;
  }

  begin(lease: Lease): void {
    this.held.add(lease);
  }

  end(lease: Lease): void {
    this.held.delete(lease);
    this.holdSumMs += lease.heldMs;
    this.holdMaxMs = Math.max(this.holdMaxMs, lease.heldMs);
  }

  snapshot(): LeaseStats {
    const { acquired, contended, timeout, error, released, lost } = this.counts;
    return {
      acquired,
      contended,
      timedOut: timeout,
      errors: error,
      released,
      lost,
      forceReleased: this.counts['force-released'],
      holdMs: { sum: this.holdSumMs, max: this.holdMaxMs },
      holders: [...this.held].map(({ resource, acquiredAt, heldMs, fence }) => ({
        resource,
        acquiredAt,
        ageMs: heldMs,
        fence,
      })),
    };
  }
}
