import { CatalogClient } from '#catalog-client';
import {
  aPageOf,
  type KnowledgeEntry,
  knowledgeEntry,
  type KnowledgeInput,
  knowledgeInput,
  type Page,
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
import { type KnowledgeListQuery, knowledgeListQuery, toPage } from './list-query.js';
import { mergePatchOf, parseMergePatch } from './merge-patch.js';

@UseInterceptors(EntityTags, TenantIdempotency)
@Controller('v1/knowledge')
export class KnowledgeController {
  constructor(private readonly catalog: CatalogClient) {}

  @Get()
  @Members()
  @Describe('Knowledge entries, newest first', { answer: aPageOf(knowledgeEntry) })
  async list(
    @CurrentTenant() tenantId: string,
    @Query({ schema: knowledgeListQuery }) query: KnowledgeListQuery,
  ): Promise<Page<KnowledgeEntry>> {
    return toPage(await this.catalog.call('listKnowledge', { tenantId, ...query }));
  }

  @Get(':id')
  @Members()
  @Describe('One knowledge entry', { answer: knowledgeEntry })
  get(
    @CurrentTenant() tenantId: string,
    @ResourceId() id: string,
    @Query({ schema: readQuery }) query: ReadQuery,
  ): Promise<KnowledgeEntry> {
    return this.catalog.call('getKnowledge', { tenantId, id, ...query });
  }

  @Post()
  @Roles('owner', 'operator')
  @Describe('Adds a knowledge entry', { answer: knowledgeEntry, problems: ['conflict'] })
  create(
    @CurrentTenant() tenantId: string,
    @Body({ schema: knowledgeInput }) input: KnowledgeInput,
  ): Promise<KnowledgeEntry> {
    return this.catalog.call('createKnowledge', { tenantId, input });
  }

  @Patch(':id')
  @Roles('owner', 'operator')
  @Describe('Changes what the merge patch names; null clears', {
    answer: knowledgeEntry,
    body: mergePatchOf(knowledgeInput),
    problems: ['conflict', 'precondition_failed'],
  })
  change(
    @CurrentTenant() tenantId: string,
    @ResourceId() id: string,
    @IfMatch() ifMatch: string | undefined,
    @Body() body: unknown,
  ): Promise<KnowledgeEntry> {
    const changes = parseMergePatch(knowledgeInput, body);
    return this.catalog.call('updateKnowledge', { tenantId, id, ifMatch, ...changes });
  }

  @Delete(':id')
  @HttpCode(204)
  @Roles('owner', 'operator')
  @Describe('Removes a knowledge entry', { problems: ['precondition_failed'] })
  async remove(
    @CurrentTenant() tenantId: string,
    @ResourceId() id: string,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<void> {
    await this.catalog.call('deleteKnowledge', { tenantId, id, ifMatch });
  }
}
