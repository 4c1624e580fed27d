import { type CacheObserver, reasonWord, type TieredCache } from '#caching';
import { atMost } from './bounded-label.js';
import { type Metrics } from './metrics.js';

/** Reasons are the callers' words. */
const mostReasons = 50;

/** Counts what the cache tells its observers and happens seldom. */
const cacheCounters = (metrics: Metrics): CacheObserver => {
  const loadSeconds = metrics.latency(
    'cache_load_seconds',
    'How long loaders took, failed ones included.',
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    ['family'],
  );
  const invalidations = metrics.counter(
    'cache_invalidations_total',
    'Invalidations by this process; the family is * where they are of a whole scope.',
    ['family', 'reason'],
  );
  const reasonLabel = atMost(mostReasons);
  return {
    load: ({ family, milliseconds }) => loadSeconds.observe(milliseconds / 1000, { family }),
    invalidation: ({ family, reason }) =>
      invalidations.inc({ family, reason: reasonLabel(reasonWord(reason)) }),
  };
};

/** Shows what a service's cache does and holds. Once per application. */
export const reportCache = (metrics: Metrics, cache: TieredCache): void => {
  cache.addObserver(cacheCounters(metrics));
  // What the cache counts itself is not counted again: a hit costs less than a second counter.
  metrics.total(
    'cache_requests_total',
    'Values asked for, by where the answer came from and what it was.',
    ['family', 'tier', 'result'],
    () =>
      Object.entries(cache.stats().families).flatMap(([family, { requests }]) =>
        Object.entries(requests).flatMap(([tier, results]) =>
          Object.entries(results).map(([result, value]) => ({
            labels: { family, tier, result },
            value,
          })),
        ),
      ),
  );
  metrics.total(
    'cache_coalesced_total',
    'Requests that were answered by a load begun for another.',
    ['family'],
    () =>
      Object.entries(cache.stats().families).map(([family, { coalesced }]) => ({
        labels: { family },
        value: coalesced,
      })),
  );
  metrics.gauge(
    'cache_breaker_open',
    '1 while Redis is not asked because it failed; absent without Redis.',
    ['tier'],
    () => {
      const { redis } = cache.stats();
      return redis ? [{ labels: { tier: 'l2' }, value: Number(redis.breakerOpen) }] : [];
    },
  );
  metrics.gauge(
    'cache_entries',
    'Entries held in the memory of this process.',
    ['tier', 'family'],
    () =>
      Object.entries(cache.stats().families).map(([family, { entries }]) => ({
        labels: { tier: 'l1', family },
        value: entries,
      })),
  );
  metrics.gauge(
    'cache_memory_bytes',
    'JSON bytes of the entries held in the memory of this process.',
    ['tier'],
    () => [{ labels: { tier: 'l1' }, value: cache.stats().memory.bytes }],
  );
};
