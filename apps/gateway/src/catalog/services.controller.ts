import { CatalogClient } from '#catalog-client';
import {
  aPageOf,
  type Page,
  type Service,
  service,
  type ServiceInput,
  serviceInput,
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
@Controller('v1/services')
export class ServicesController {
  constructor(private readonly catalog: CatalogClient) {}

  @Get()
  @Members()
  @Describe('Services, newest first', { answer: aPageOf(service) })
  async list(
    @CurrentTenant() tenantId: string,
    @Query({ schema: listQuery }) query: ListQuery,
  ): Promise<Page<Service>> {
    return toPage(await this.catalog.call('listServices', { tenantId, ...query }));
  }

  @Get(':id')
  @Members()
  @Describe('One service', { answer: service })
  get(
    @CurrentTenant() tenantId: string,
    @ResourceId() id: string,
    @Query({ schema: readQuery }) query: ReadQuery,
  ): Promise<Service> {
    return this.catalog.call('getService', { tenantId, id, ...query });
  }

  @Post()
  @Roles('owner', 'operator')
  @Describe('Adds a service', { answer: service, problems: ['conflict'] })
  create(
    @CurrentTenant() tenantId: string,
    @Body({ schema: serviceInput }) input: ServiceInput,
  ): Promise<Service> {
    return this.catalog.call('createService', { tenantId, input });
  }

  @Patch(':id')
  @Roles('owner', 'operator')
  @Describe('Changes what the merge patch names; null clears', {
    answer: service,
    body: mergePatchOf(serviceInput),
    problems: ['conflict', 'precondition_failed'],
  })
  change(
    @CurrentTenant() tenantId: string,
    @ResourceId() id: string,
    @IfMatch() ifMatch: string | undefined,
    @Body() body: unknown,
  ): Promise<Service> {
    const changes = parseMergePatch(serviceInput, body);
    return this.catalog.call('updateService', { tenantId, id, ifMatch, ...changes });
  }

  @Delete(':id')
  @HttpCode(204)
  @Roles('owner', 'operator')
  @Describe('Removes a service', { problems: ['precondition_failed'] })
  async remove(
    @CurrentTenant() tenantId: string,
    @ResourceId() id: string,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<void> {
    await this.catalog.call('deleteService', { tenantId, id, ifMatch });
  }
}
