import { Module } from '@nestjs/common';
import { KnowledgeModule } from '../knowledge/knowledge.module.js';
import { ProductsModule } from '../products/products.module.js';
import { ServicesModule } from '../services/services.module.js';
import { SearchService } from './search.service.js';

@Module({ imports: [ProductsModule, ServicesModule, KnowledgeModule], providers: [SearchService] })
export class SearchModule {}
