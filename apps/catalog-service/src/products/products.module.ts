import { CachingModule } from '#caching';
import { Module } from '@nestjs/common';
import { productItems, productLists } from './product.families.js';
import { ProductsService } from './products.service.js';

@Module({
  imports: [CachingModule.forFeature([productItems, productLists])],
  providers: [ProductsService],
  exports: [ProductsService],
})
export class ProductsModule {}
