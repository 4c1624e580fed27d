import { LeaseTtlError } from '../errors.js';
import { type LeaseTimes } from './lease.js';

export interface AcquireOptions {
  /** The resource is free again this long after its holder died, in ms (`defaultTtlMs`). */
  ttlMs?: number;
  /** How often the holder counts it anew, in ms (a third of the TTL). */
  heartbeatMs?: number;
  /** What to do about another holder: throw at once (the default), or wait up to `waitMs`. */
  contention?: 'fail' | { waitMs: number };
  /** Ends the waiting: `acquire` then throws the signal's reason. Does not touch a lease once held. */
  signal?: AbortSignal;
}

/** A resource that another holds is left alone. */
export type SkipOptions = Omit<AcquireOptions, 'contention'> & { contention: 'skip' };

/** @throws LeaseTtlError */
export function leaseTimes(
  resource: string,
  options: AcquireOptions | SkipOptions,
  { maxTtlMs, defaultTtlMs }: { maxTtlMs: number; defaultTtlMs: number },
): LeaseTimes {
  const { ttlMs = defaultTtlMs } = options;
  const { heartbeatMs = Math.floor(ttlMs / 3) } = options;
  if (ttlMs > maxTtlMs) {
    throw new LeaseTtlError(
      `A TTL of ${ttlMs} ms was asked for "${resource}"; the ceiling (maxTtlMs) is ${maxTtlMs} ms. ` +
        'Ask for less: the heartbeat keeps a lease for as long as it is needed.',
    );
  }
  if (!Number.isInteger(ttlMs) || ttlMs < 1 || !(heartbeatMs > 0 && heartbeatMs < ttlMs)) {
    throw new LeaseTtlError(
      `"${resource}" was asked for with a TTL of ${ttlMs} ms and a heartbeat of ${heartbeatMs} ms. ` +
        'Give a whole number of milliseconds and a heartbeat below it.',
    );
  }
  return { ttlMs, heartbeatMs };
}
