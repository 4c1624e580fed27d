import { type CacheId, type CacheObserver, defineFamily } from '#caching';
import { type CatalogCommand, type SearchResult } from '#contracts';
import { currentLedger } from '#relations';

/** Search results, one scope a tenant: any change to its catalog makes all of them out of date. */
export const searchResults = defineFamily<SearchResult>({
  name: 'query',
  version: 1,
  ttlMs: 300_000,
});

/** What two questions must have in common to have the same answer. */
export const searchId = ({ query, language, limit }: CatalogCommand<'search'>): CacheId => [
  query.toLowerCase().replace(/\s+/g, ' '),
  language ?? null,
  limit,
];

/** Counts the look-ups of a call in its ledger. */
export const ledgerObserver: CacheObserver = {
  request: ({ result }) => {
    const found = result === 'hit' || result === 'stale' || result === 'negative';
    if (found) currentLedger()?.add({ cacheHits: 1 });
    else if (result === 'miss') currentLedger()?.add({ cacheMisses: 1 });
  },
};
