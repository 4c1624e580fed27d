import { type Entry } from './entry.js';
import { type AnyFamily } from './family.js';

/**
 * `fresh`; `due` fresh, but the background should load it anew; `stale` past its TTL and still to
 * be served while the background loads; `held` stale, kept because the last load failed;
 * `expired` only good for when the loader fails.
 */
export type Freshness = 'fresh' | 'due' | 'stale' | 'held' | 'expired';

type Policy = Pick<AnyFamily, 'earlyRefreshBeta' | 'staleWhileRevalidateMs'>;

/**
 * Early refresh after Vattani, Chierichetti, Lowenstein: "Optimal Probabilistic Cache Stampede
 * Prevention" (VLDB 2015), XFetch: the slower the load and the nearer the end, the likelier.
 *
 * @param now milliseconds of server time
 * @param random in (0, 1]; thrown unless given
 */
export function assess(family: Policy, entry: Entry, now: number, random?: number): Freshness {
  if (now < entry.freshUntil) {
    if (entry.heldStale === true) return 'held';
    if (now < calmUntil(family, entry)) return 'fresh';
    const left = entry.freshUntil - now;
    const reach = entry.loadMs * family.earlyRefreshBeta;
    return -reach * Math.log(random ?? 1 - Math.random()) >= left ? 'due' : 'fresh';
  }
  return now < entry.freshUntil + family.staleWhileRevalidateMs ? 'stale' : 'expired';
}

/**
 * Until then `assess` answers `fresh` whatever the dice say, in milliseconds of server time: beyond
 * 40 times XFetch's reach the chance is below 2^-53.
 */
export function calmUntil(family: Pick<Policy, 'earlyRefreshBeta'>, entry: Entry): number {
  if (entry.heldStale === true) return -Infinity;
  return entry.freshUntil - 40 * entry.loadMs * family.earlyRefreshBeta;
}
