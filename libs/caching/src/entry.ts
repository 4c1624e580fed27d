import { type ServerClock } from './clock.js';
import { UnserialisableValueError } from './errors.js';
import { type CacheId } from './keys.js';
import { type Family } from './family.js';
import { deepFreeze } from './freeze.js';

/** A stored value and what is needed to judge it. Times are the server's. */
export interface Entry<Value = unknown> {
  readonly value: Value;
  /** Microseconds: when its load started. A later invalidation stamp makes it void. */
  readonly start: number;
  /** Milliseconds. */
  readonly freshUntil: number;
  /** Milliseconds: the end of every stale period too. */
  readonly expiresAt: number;
  /** How long its load took, in milliseconds; XFetch wants it. */
  readonly loadMs: number;
  /** Size of its JSON. */
  readonly bytes: number;
  readonly tags: readonly string[];
  /** Past its TTL, held in this process for a while because loading failed. */
  readonly heldStale?: true;
}

/** A value as every reader gets it: passed through JSON and frozen, whichever tier it comes from. */
export interface Prepared<Value> {
  readonly value: Value;
  /** `undefined` when there is nothing to store. */
  readonly json: string | undefined;
}

/** @throws UnserialisableValueError */
export function prepare<Value>(family: Family<Value>, loaded: Value): Prepared<Value> {
  if (loaded === undefined) return { value: loaded, json: undefined };
  let json: string | undefined;
  try {
    json = JSON.stringify(family.codec === undefined ? loaded : family.codec.encode(loaded));
  } catch (error) {
    throw new UnserialisableValueError(family.name, error);
  }
  if (json === undefined) throw new UnserialisableValueError(family.name);
  return { value: revive(family, JSON.parse(json)), json };
}

/** The frozen value behind what JSON read. */
export function revive<Value>(family: Family<Value>, data: unknown): Value {
  return deepFreeze(family.codec === undefined ? (data as Value) : family.codec.decode(data));
}

export interface Timing {
  start: number;
  loadMs: number;
  /** How long it will be fresh from now, in milliseconds. */
  ttlMs: number;
}

export function makeEntry<Value>(
  family: Family<Value>,
  id: CacheId,
  prepared: { value: Value; json: string },
  timing: Timing,
  clock: ServerClock,
): Entry<Value> {
  const freshUntil = clock.now() + timing.ttlMs;
  return {
    value: prepared.value,
    start: timing.start,
    freshUntil,
    expiresAt: freshUntil + Math.max(family.staleWhileRevalidateMs, family.staleIfErrorMs),
    loadMs: timing.loadMs,
    bytes: prepared.json.length,
    tags: family.tags?.(prepared.value, id) ?? [],
  };
}
