import { CachingModule } from '#caching';
import { Module } from '@nestjs/common';
import { KnowledgeModule } from '../knowledge/knowledge.module.js';
import { ProductsModule } from '../products/products.module.js';
import { ServicesModule } from '../services/services.module.js';
import { CachedSearch } from './cached-search.js';
import { SearchService } from './search.service.js';
import { searchResults } from './search-results.js';

@Module({
  imports: [
    CachingModule.forFeature([searchResults]),
    ProductsModule,
    ServicesModule,
    KnowledgeModule,
  ],
  providers: [SearchService, CachedSearch],
  exports: [CachedSearch],
})
export class SearchModule {}
