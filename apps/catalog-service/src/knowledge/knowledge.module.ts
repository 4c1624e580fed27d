import { CachingModule } from '#caching';
import { Module } from '@nestjs/common';
import { knowledgeItems, knowledgeLists } from './knowledge.families.js';
import { KnowledgeService } from './knowledge.service.js';

@Module({
  imports: [CachingModule.forFeature([knowledgeItems, knowledgeLists])],
  providers: [KnowledgeService],
  exports: [KnowledgeService],
})
export class KnowledgeModule {}
