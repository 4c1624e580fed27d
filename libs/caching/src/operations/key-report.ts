import { type Entry } from '../entry.js';
import { assess, type Freshness } from '../freshness.js';
import { type SharedReading } from '../shared-reading.js';
import { type Target } from '../target.js';
import { type Tiers } from '../tiers.js';

/** A stored value as an operator sees it: everything but the value. */
export interface EntryFacts {
  /** Milliseconds since the load of the value began. */
  readonly ageMs: number;
  /** Milliseconds until it is stale; negative: it has been for so long. */
  readonly ttlLeftMs: number;
  /** Milliseconds until it is gone, every stale period included. */
  readonly lifeLeftMs: number;
  /** How long the load took. */
  readonly loadMs: number;
  /** JSON bytes. */
  readonly bytes: number;
  readonly tags: readonly string[];
  /** `void`: invalidated since by a stamp, so that no reader is given it. */
  readonly state: Freshness | 'void';
}

/** One key, as one process sees it. `null`: not there. */
export interface KeyReport {
  readonly key: string;
  readonly l1: EntryFacts | null;
  /** `unavailable`: Redis does not answer, or has not heard of an invalidation of this key yet. */
  readonly l2: EntryFacts | null | 'unavailable';
  /** A load is under way in this process. */
  readonly loading: boolean;
}

const facts = ({ family }: Target<unknown>, entry: Entry, now: number): EntryFacts => ({
  ageMs: Math.round(now - entry.start / 1000),
  ttlLeftMs: Math.round(entry.freshUntil - now),
  lifeLeftMs: Math.round(entry.expiresAt - now),
  loadMs: Math.round(entry.loadMs),
  bytes: entry.bytes,
  tags: entry.tags,
  // Without the dice of early refresh.
  state: assess(family, entry, now, 1),
});

/** Looks without loading, storing or counting anything. */
export async function reportKey(
  tiers: Tiers,
  shared: SharedReading,
  target: Target<unknown>,
): Promise<KeyReport> {
  const { local, clock, flights, refreshes } = tiers;
  const { key } = target;
  const now = clock.now();
  const entry = local.get(target, now);
  return {
    key,
    l1: entry === undefined ? null : facts(target, entry, now),
    l2: await inRedis(tiers, shared, target),
    loading: flights.has(key) || refreshes.has(key),
  };
}

async function inRedis(
  { redis, clock }: Tiers,
  shared: SharedReading,
  target: Target<unknown>,
): Promise<KeyReport['l2']> {
  if (redis === undefined) return null;
  const link = shared.linkFor(target.key);
  if (link === undefined) return 'unavailable';
  try {
    const found = await shared.read(link, target);
    if (found === undefined) return null;
    const seen = facts(target, found.entry, clock.now());
    return found.voided ? { ...seen, state: 'void' } : seen;
  } catch {
    // Reported by the guard.
    return 'unavailable';
  }
}
