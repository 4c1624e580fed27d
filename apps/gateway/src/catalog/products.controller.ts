import { CatalogClient } from '#catalog-client';
import { type Page, type Product, type ProductInput, productInput } from '#contracts';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Patch,
  Post,
  Query,
  UseInterceptors,
} from '@nestjs/common';
import { CurrentTenant } from '../auth/principal.js';
import { Members, Roles } from '../auth/route-access.js';
import { type ReadQuery, readQuery } from '../http/read-query.js';
import { ResourceId } from '../http/resource-id.js';
import { TenantIdempotency } from '../idempotency/tenant-idempotency.js';
import { type ListQuery, listQuery, toPage } from './list-query.js';
import { parseMergePatch } from './merge-patch.js';

@UseInterceptors(TenantIdempotency)
@Controller('v1/products')
export class ProductsController {
  constructor(private readonly catalog: CatalogClient) {}

  @Get()
  @Members()
  async list(
    @CurrentTenant() tenantId: string,
    @Query({ schema: listQuery }) query: ListQuery,
  ): Promise<Page<Product>> {
    return toPage(await this.catalog.call('listProducts', { tenantId, ...query }));
  }

  @Get(':id')
  @Members()
  get(
    @CurrentTenant() tenantId: string,
    @ResourceId() id: string,
    @Query({ schema: readQuery }) query: ReadQuery,
  ): Promise<Product> {
    return this.catalog.call('getProduct', { tenantId, id, ...query });
  }

  @Post()
  @Roles('owner', 'operator')
  create(
    @CurrentTenant() tenantId: string,
    @Body({ schema: productInput }) input: ProductInput,
  ): Promise<Product> {
    return this.catalog.call('createProduct', { tenantId, input });
  }

  @Patch(':id')
  @Roles('owner', 'operator')
  change(
    @CurrentTenant() tenantId: string,
    @ResourceId() id: string,
    @Body() body: unknown,
  ): Promise<Product> {
    const changes = parseMergePatch(productInput, body);
    return this.catalog.call('updateProduct', { tenantId, id, ...changes });
  }

  @Delete(':id')
  @HttpCode(204)
  @Roles('owner', 'operator')
  async remove(@CurrentTenant() tenantId: string, @ResourceId() id: string): Promise<void> {
    await this.catalog.call('deleteProduct', { tenantId, id });
  }
}
