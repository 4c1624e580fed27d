import { InvalidFamilyError } from './errors.js';
import { type CacheId } from './keys.js';

/** How values that JSON cannot carry (dates, typed arrays) travel. */
export interface Codec<Value> {
  /** Must return something JSON can write. */
  encode(value: Value): unknown;
  /** Receives what JSON read back. Throwing makes the stored entry a miss and deletes it. */
  decode(json: unknown): Value;
}

export interface FamilyOptions<Value> {
  /** Lower case letters, digits, `_` and `-`; unique in the process. */
  name: string;
  /** Raise it when the shape of the value changes: old and new deploys then never share entries. */
  version: number;
  /** How long a value is fresh, in milliseconds. */
  ttlMs: number;
  /** How long a `null` is fresh, in milliseconds; `ttlMs` unless given. */
  negativeTtlMs?: number;
  /** Tags of a value within its scope, for `TieredCache.invalidateTags`. */
  tags?(this: void, value: Value, id: CacheId): readonly string[];
  /** How long past its TTL a value may be served while one background load refreshes it (0). */
  staleWhileRevalidateMs?: number;
  /** How long past its TTL a value may be served when the loader fails (0). */
  staleIfErrorMs?: number;
  /**
   * XFetch's beta (1): the larger, the earlier a value is refreshed in the background before it
   * expires; 0 switches early refresh off.
   */
  earlyRefreshBeta?: number;
  /** A load may hold the right to fill for this long (5000 ms); then another process may load. */
  leaseMs?: number;
  /** A load that takes longer is rejected with LoadTimeoutError (none). */
  loadTimeoutMs?: number;
  /**
   * The TTL follows the observed interval between invalidations of a scope's family, between
   * these bounds in milliseconds. `ttlMs` holds until enough has been observed.
   */
  adaptiveTtl?: { floorMs: number; ceilingMs: number };
  codec?: Codec<Value>;
}

/** A declared kind of cached data: see {@link defineFamily}. */
export interface Family<Value> extends Readonly<
  Required<Omit<FamilyOptions<Value>, 'tags' | 'codec' | 'adaptiveTtl' | 'loadTimeoutMs'>>
> {
  readonly tags: FamilyOptions<Value>['tags'];
  readonly codec: Codec<Value> | undefined;
  readonly adaptiveTtl: FamilyOptions<Value>['adaptiveTtl'];
  readonly loadTimeoutMs: number | undefined;
}

/** A family whatever it holds. */
export type AnyFamily = Family<unknown>;

/** Invalidation stamps are kept this long, so no entry may live longer (see stamps.ts). */
export const longestLifeMs = 7 * 24 * 60 * 60 * 1000;

/**
 * Declares a kind of cached data once, so that call sites hold neither keys nor TTLs.
 *
 * @example
 * export const products = defineFamily<Product | null>({
 *   name: 'products', version: 1, ttlMs: 60_000, negativeTtlMs: 10_000,
 * });
 * @throws InvalidFamilyError naming the option that is wrong.
 */
export function defineFamily<Value>(options: FamilyOptions<Value>): Family<Value> {
  const family: Family<Value> = {
    name: options.name,
    version: options.version,
    ttlMs: options.ttlMs,
    negativeTtlMs: options.negativeTtlMs ?? options.ttlMs,
    staleWhileRevalidateMs: options.staleWhileRevalidateMs ?? 0,
    staleIfErrorMs: options.staleIfErrorMs ?? 0,
    earlyRefreshBeta: options.earlyRefreshBeta ?? 1,
    leaseMs: options.leaseMs ?? 5000,
    loadTimeoutMs: options.loadTimeoutMs,
    adaptiveTtl: options.adaptiveTtl,
    tags: options.tags,
    codec: options.codec,
  };
  check(family);
  return Object.freeze(family);
}

function check<Value>(family: Family<Value>): void {
  const refuse = (what: string): never => {
    throw new InvalidFamilyError(`Family "${family.name}": ${what}.`);
  };
  if (!/^[a-z][a-z0-9_-]{0,63}$/.test(family.name)) {
    refuse('name must be 1 to 64 of a-z, 0-9, _ and -, starting with a letter');
  }
  if (!Number.isSafeInteger(family.version) || family.version < 1) {
    refuse('version must be a positive integer');
  }
  const { floorMs = 1, ceilingMs = family.ttlMs } = family.adaptiveTtl ?? {};
  const positive = { ttlMs: family.ttlMs, negativeTtlMs: family.negativeTtlMs };
  const durations = { ...positive, leaseMs: family.leaseMs, floorMs, ceilingMs };
  for (const [option, ms] of Object.entries(durations)) {
    if (!(ms > 0 && Number.isFinite(ms))) refuse(`${option} must be more than 0 ms`);
  }
  if (floorMs > ceilingMs) refuse('adaptiveTtl.floorMs must not exceed ceilingMs');
  const { staleWhileRevalidateMs: revalidate, staleIfErrorMs: onError } = family;
  if (!(revalidate >= 0 && onError >= 0)) refuse('stale periods must be 0 ms or more');
  if (!(family.earlyRefreshBeta >= 0)) refuse('earlyRefreshBeta must be 0 or more');
  const life = Math.max(family.ttlMs, family.negativeTtlMs, ceilingMs);
  if (life + Math.max(revalidate, onError) > longestLifeMs) {
    refuse(`TTL and stale period together must not exceed ${longestLifeMs} ms`);
  }
}
