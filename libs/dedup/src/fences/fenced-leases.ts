import { LeaseUnavailableError } from '../errors.js';
import {
  type Grant,
  type HeldLease,
  type LeaseBackend,
  type LeaseRegistry,
} from '../leases/lease-backend.js';

/**
 * Redis says quickly that another is at work, the fence decides who is. Without Redis the fence
 * does both.
 */
export class FencedLeases implements LeaseBackend, LeaseRegistry {
  readonly registry = this;

  constructor(
    private readonly redis: LeaseBackend,
    private readonly fences: LeaseBackend,
  ) {}

  async attempt(resource: string, ttlMs: number): Promise<Grant | undefined> {
    const quick = await unlessUnavailable(this.redis.attempt(resource, ttlMs));
    if (quick === undefined) return undefined;
    const hint = quick === 'unavailable' ? undefined : quick;
    try {
      const fence = await this.fences.attempt(resource, ttlMs);
      if (fence !== undefined) return new FencedGrant(this.redis, resource, fence, hint);
    } catch (error) {
      await hint?.release();
      throw error;
    }
    await hint?.release();
    return undefined;
  }

  inspect(resource: string): Promise<HeldLease | undefined> {
    return this.fences.registry.inspect(resource);
  }

  list(limit: number): Promise<HeldLease[]> {
    return this.fences.registry.list(limit);
  }

  async forceRelease(resource: string): Promise<void> {
    // First: once the resource is free the old holder must already be fenced off.
    await this.fences.registry.forceRelease(resource);
    await unlessUnavailable(this.redis.registry.forceRelease(resource));
  }
}

/** Valid as long as its fence is. */
class FencedGrant implements Grant {
  private released = false;

  constructor(
    private readonly redis: LeaseBackend,
    private readonly resource: string,
    private readonly decisive: Grant,
    private hint: Grant | undefined,
  ) {}

  get fence(): bigint | undefined {
    return this.decisive.fence;
  }

  get validUntil(): number {
    return this.decisive.validUntil;
  }

  async extend(ttlMs: number): Promise<boolean> {
    if (!(await this.decisive.extend(ttlMs))) return false;
    await unlessUnavailable(this.extendHint(ttlMs));
    return true;
  }

  async release(): Promise<void> {
    this.released = true;
    // The hint last: whoever comes by it must find the fence free.
    await this.decisive.release();
    await this.hint?.release();
  }

  /** A Redis that was away or emptied gets the hint again. */
  private async extendHint(ttlMs: number): Promise<void> {
    if (this.hint !== undefined && (await this.hint.extend(ttlMs))) return;
    this.hint = await this.redis.attempt(this.resource, ttlMs);
    if (this.released) await this.hint?.release();
  }
}

async function unlessUnavailable<T>(work: Promise<T>): Promise<T | 'unavailable'> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof LeaseUnavailableError) return 'unavailable';
    throw error;
  }
}
