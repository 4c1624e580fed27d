import { withDeadline } from '../deadline.js';
import { LeaseUnavailableError } from '../errors.js';
import {
  type Grant,
  type HeldLease,
  type LeaseBackend,
  type LeaseRegistry,
} from '../leases/lease-backend.js';
import { driftMs } from '../leases/drift.js';
import { type Fences } from './fences.js';

/** Leases in PostgreSQL alone: slower than on Redis, and fenced. */
export class FenceLeases implements LeaseBackend, LeaseRegistry {
  readonly registry = this;

  constructor(
    private readonly fences: Fences,
    private readonly options: { workerId: string; fenceTimeoutMs: number },
  ) {}

  async attempt(resource: string, ttlMs: number): Promise<Grant | undefined> {
    const askedAt = performance.now();
    const giveBack = (token: bigint | undefined): void => {
      if (token !== undefined) void this.fences.release(resource, token).catch(() => undefined);
    };
    const taking = this.fences.take(resource, this.options.workerId, ttlMs);
    const fence = await this.answer(`Acquiring "${resource}"`, taking, giveBack);
    if (fence === undefined) return undefined;
    return new FenceGrant(this, resource, fence, askedAt + ttlMs - driftMs(ttlMs));
  }

  renew(resource: string, fence: bigint, ttlMs: number): Promise<boolean> {
    return this.answer(`Extending "${resource}"`, this.fences.renew(resource, fence, ttlMs));
  }

  async release(resource: string, fence: bigint): Promise<void> {
    await this.answer(`Releasing "${resource}"`, this.fences.release(resource, fence));
  }

  inspect(resource: string): Promise<HeldLease | undefined> {
    return this.answer(`Inspecting "${resource}"`, this.fences.inspect(resource));
  }

  list(limit: number): Promise<HeldLease[]> {
    return this.answer('Listing leases', this.fences.list(limit));
  }

  async forceRelease(resource: string): Promise<void> {
    await this.answer(`Force-releasing "${resource}"`, this.fences.bump(resource));
  }

  private async answer<T>(
    purpose: string,
    work: Promise<T>,
    late?: (value: T) => void,
  ): Promise<T> {
    try {
      return await withDeadline(work, this.options.fenceTimeoutMs, late);
    } catch (error) {
      throw new LeaseUnavailableError(purpose, 'the fence store', error);
    }
  }
}

class FenceGrant implements Grant {
  constructor(
    private readonly store: FenceLeases,
    private readonly resource: string,
    readonly fence: bigint,
    public validUntil: number,
  ) {}

  async extend(ttlMs: number): Promise<boolean> {
    const askedAt = performance.now();
    const renewed = await this.store.renew(this.resource, this.fence, ttlMs);
    if (renewed) this.validUntil = askedAt + ttlMs - driftMs(ttlMs);
    return renewed;
  }

  async release(): Promise<void> {
    await this.store.release(this.resource, this.fence).catch(() => undefined);
  }
}
