import { type CacheFamily, InjectFamily } from '#caching';
import { type CatalogCommand, type SearchResult } from '#contracts';
import { Injectable } from '@nestjs/common';
import { Handles } from '../transport/handles.decorator.js';
import { SearchService } from './search.service.js';
import { searchId, searchResults } from './search-results.js';

/** Customers ask the same things: a question that was asked lately costs no statement. */
@Injectable()
export class CachedSearch {
  constructor(
    private readonly searches: SearchService,
    @InjectFamily(searchResults) private readonly cache: CacheFamily<SearchResult>,
  ) {}

  @Handles('search')
  search(command: CatalogCommand<'search'>): Promise<SearchResult> {
    return this.cache.get(
      command.tenantId,
      searchId(command),
      () => this.searches.search(command),
      { useCache: command.useCache },
    );
  }

  /** After a write: in this process at once, in the others as soon as they hear of it. */
  async forget(tenantId: string, reason: string): Promise<void> {
    await this.cache.invalidateScope(tenantId, reason);
  }
}
