import { CatalogClient } from '#catalog-client';
import { type Page, type KnowledgeEntry, type KnowledgeInput, knowledgeInput } from '#contracts';
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
import { type KnowledgeListQuery, knowledgeListQuery, toPage } from './list-query.js';
import { parseMergePatch } from './merge-patch.js';

@UseInterceptors(TenantIdempotency)
@Controller('v1/knowledge')
export class KnowledgeController {
  constructor(private readonly catalog: CatalogClient) {}

  @Get()
  @Members()
  async list(
    @CurrentTenant() tenantId: string,
    @Query({ schema: knowledgeListQuery }) query: KnowledgeListQuery,
  ): Promise<Page<KnowledgeEntry>> {
    return toPage(await this.catalog.call('listKnowledge', { tenantId, ...query }));
  }

  @Get(':id')
  @Members()
  get(
    @CurrentTenant() tenantId: string,
    @ResourceId() id: string,
    @Query({ schema: readQuery }) query: ReadQuery,
  ): Promise<KnowledgeEntry> {
    return this.catalog.call('getKnowledge', { tenantId, id, ...query });
  }

  @Post()
  @Roles('owner', 'operator')
  create(
    @CurrentTenant() tenantId: string,
    @Body({ schema: knowledgeInput }) input: KnowledgeInput,
  ): Promise<KnowledgeEntry> {
    return this.catalog.call('createKnowledge', { tenantId, input });
  }

  @Patch(':id')
  @Roles('owner', 'operator')
  change(
    @CurrentTenant() tenantId: string,
    @ResourceId() id: string,
    @Body() body: unknown,
  ): Promise<KnowledgeEntry> {
    const changes = parseMergePatch(knowledgeInput, body);
    return this.catalog.call('updateKnowledge', { tenantId, id, ...changes });
  }

  @Delete(':id')
  @HttpCode(204)
  @Roles('owner', 'operator')
  async remove(@CurrentTenant() tenantId: string, @ResourceId() id: string): Promise<void> {
    await this.catalog.call('deleteKnowledge', { tenantId, id });
  }
}
