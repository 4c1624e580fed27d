import { CachingModule } from '#caching';
import { ChangeFeed } from '#changes';
import { getEnvironmentToken } from '#config';
import { Module } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import { KnowledgeModule } from '../knowledge/knowledge.module.js';
import { ProductsModule } from '../products/products.module.js';
import { ServicesModule } from '../services/services.module.js';
import { EmbeddingStore } from './embedding-store.js';
import { EmbeddingSweep } from './embedding-sweep.js';
import { openPassageIndex } from './open-passage-index.js';
import { PassageIndex } from './passage-index.js';
import { queryEmbeddings } from './query-embedding.family.js';
import { QueryEmbeddings } from './query-embeddings.js';
import { rankings } from './ranking.family.js';
import { Rankings } from './rankings.js';
import { SearchService } from './search.service.js';

@Module({
  imports: [
    CachingModule.forFeature([rankings, queryEmbeddings]),
    ...[ProductsModule, ServicesModule, KnowledgeModule],
  ],
  providers: [
    ...[EmbeddingStore, EmbeddingSweep, QueryEmbeddings],
    {
      provide: PassageIndex,
      inject: [getEnvironmentToken(), getDataSourceToken(), ChangeFeed],
      useFactory: openPassageIndex,
    },
    ...[Rankings, SearchService],
  ],
  exports: [SearchService],
})
export class SearchModule {}
