import { CatalogClientModule } from '#catalog-client';
import { Module } from '@nestjs/common';
import { KnowledgeController } from './knowledge.controller.js';
import { ProductsController } from './products.controller.js';
import { ServicesController } from './services.controller.js';

/** What a tenant sells and knows; catalog-service owns it, this is its HTTP face. */
@Module({
  imports: [CatalogClientModule.forRoot()],
  controllers: [ProductsController, ServicesController, KnowledgeController],
})
export class CatalogModule {}
