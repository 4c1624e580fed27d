import { CachingModule } from '#caching';
import { Module } from '@nestjs/common';
import { KnowledgeModule } from '../knowledge/knowledge.module.js';
import { ProductsModule } from '../products/products.module.js';
import { ServicesModule } from '../services/services.module.js';
import { rankings } from './ranking.family.js';
import { Rankings } from './rankings.js';
import { SearchService } from './search.service.js';

@Module({
  imports: [CachingModule.forFeature([rankings]), ProductsModule, ServicesModule, KnowledgeModule],
  providers: [Rankings, SearchService],
  exports: [SearchService],
})
export class SearchModule {}
