import { CatalogClient } from '#catalog-client';
import {
  aPageOf,
  type Page,
  type Product,
  product,
  type ProductInput,
  productInput,
} from '#contracts';
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
import { EntityTags } from '../http/entity-tags.interceptor.js';
import { IfMatch } from '../http/if-match.js';
import { type ReadQuery, readQuery } from '../http/read-query.js';
import { ResourceId } from '../http/resource-id.js';
import { TenantIdempotency } from '../idempotency/tenant-idempotency.js';
import { Describe } from '../openapi/operation.js';
import { type ListQuery, listQuery, toPage } from './list-query.js';
import { mergePatchOf, parseMergePatch } from './merge-patch.js';

@UseInterceptors(EntityTags, TenantIdempotency)
@Controller('v1/products')
export class ProductsController {
  constructor(private readonly catalog: CatalogClient) {}

  @Get()
  @Members()
  @Describe('Products, newest first', { answer: aPageOf(product) })
  async list(
    @CurrentTenant() tenantId: string,
    @Query({ schema: listQuery }) query: ListQuery,
  ): Promise<Page<Product>> {
    return toPage(await this.catalog.call('listProducts', { tenantId, ...query }));
  }

  @Get(':id')
  @Members()
  @Describe('One product', { answer: product })
  get(
    @CurrentTenant() tenantId: string,
    @ResourceId() id: string,
    @Query({ schema: readQuery }) query: ReadQuery,
  ): Promise<Product> {
    return this.catalog.call('getProduct', { tenantId, id, ...query });
  }

  @Post()
  @Roles('owner', 'operator')
  @Describe('Adds a product', { answer: product, problems: ['conflict'] })
  create(
    @CurrentTenant() tenantId: string,
    @Body({ schema: productInput }) input: ProductInput,
  ): Promise<Product> {
    return this.catalog.call('createProduct', { tenantId, input });
  }

  @Patch(':id')
  @Roles('owner', 'operator')
  @Describe('Changes what the merge patch names; null clears', {
    answer: product,
    body: mergePatchOf(productInput),
    problems: ['conflict', 'precondition_failed'],
  })
  change(
    @CurrentTenant() tenantId: string,
    @ResourceId() id: string,
    @IfMatch() ifMatch: string | undefined,
    @Body() body: unknown,
  ): Promise<Product> {
    const changes = parseMergePatch(productInput, body);
    return this.catalog.call('updateProduct', { tenantId, id, ifMatch, ...changes });
  }

  @Delete(':id')
  @HttpCode(204)
  @Roles('owner', 'operator')
  @Describe('Removes a product', { problems: ['precondition_failed'] })
  async remove(
    @CurrentTenant() tenantId: string,
    @ResourceId() id: string,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<void> {
    await this.catalog.call('deleteProduct', { tenantId, id, ifMatch });
  }
}
