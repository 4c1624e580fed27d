import {
  aPageOf,
  knowledgeInput,
  type Page,
  type PageRequest,
  pageRequest,
  productInput,
  serviceInput,
} from '#contracts';
import { type ImportKind } from '#persistence';
import { Controller, Get, HttpCode, Post, Query, UseInterceptors } from '@nestjs/common';
import { actorOf } from '../auth/actor.js';
import { CurrentPrincipal, CurrentTenant, type Principal } from '../auth/principal.js';
import { Members, Roles } from '../auth/route-access.js';
import { StreamedBody } from '../http/json.adapter.js';
import { ResourceId } from '../http/resource-id.js';
import { TenantIdempotency } from '../idempotency/tenant-idempotency.js';
import { Describe } from '../openapi/operation.js';
import { ImportUploads } from './import-uploads.service.js';
import {
  type Import,
  importResource,
  ImportsService,
  type RowErrors,
  rowErrors,
} from './imports.service.js';
import { exampleFiles } from './example-files.js';
import { Uploaded, type UploadedFile } from './upload.js';

const summary = 'Imports a file; answered once it is there, and worked off from then on';

/** Files of catalog items, and what became of them. */
@UseInterceptors(TenantIdempotency)
@Controller('v1')
export class ImportsController {
  constructor(
    private readonly uploads: ImportUploads,
    private readonly imports: ImportsService,
  ) {}

  @Post('products/import')
  @HttpCode(202)
  @Roles('owner', 'operator')
  @StreamedBody()
  @Describe(summary, { answer: importResource, files: exampleFiles('products', productInput) })
  importProducts(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
    @Uploaded() file: UploadedFile,
  ): Promise<Import> {
    return this.take(tenantId, 'products', principal, file);
  }

  @Post('services/import')
  @HttpCode(202)
  @Roles('owner', 'operator')
  @StreamedBody()
  @Describe(summary, { answer: importResource, files: exampleFiles('services', serviceInput) })
  importServices(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
    @Uploaded() file: UploadedFile,
  ): Promise<Import> {
    return this.take(tenantId, 'services', principal, file);
  }

  @Post('knowledge/import')
  @HttpCode(202)
  @Roles('owner', 'operator')
  @StreamedBody()
  @Describe(summary, { answer: importResource, files: exampleFiles('knowledge', knowledgeInput) })
  importKnowledge(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
    @Uploaded() file: UploadedFile,
  ): Promise<Import> {
    return this.take(tenantId, 'knowledge', principal, file);
  }

  @Get('imports')
  @Members()
  @Describe('Imports, newest first', { answer: aPageOf(importResource) })
  list(
    @CurrentTenant() tenantId: string,
    @Query({ schema: pageRequest }) request: PageRequest,
  ): Promise<Page<Import>> {
    return this.imports.list(tenantId, request);
  }

  @Get('imports/:id')
  @Members()
  @Describe('How far an import is', { answer: importResource })
  get(@CurrentTenant() tenantId: string, @ResourceId() id: string): Promise<Import> {
    return this.imports.get(tenantId, id);
  }

  @Get('imports/:id/errors')
  @Members()
  @Describe('Its rows that do not hold, the last one first', { answer: aPageOf(rowErrors) })
  listErrors(
    @CurrentTenant() tenantId: string,
    @ResourceId() id: string,
    @Query({ schema: pageRequest }) request: PageRequest,
  ): Promise<Page<RowErrors>> {
    return this.imports.errors(tenantId, id, request);
  }

  private async take(
    tenantId: string,
    kind: ImportKind,
    principal: Principal,
    { format, bytes }: UploadedFile,
  ): Promise<Import> {
    const upload = { tenantId, kind, format, actor: actorOf(principal) };
    return this.imports.get(tenantId, await this.uploads.receive(upload, bytes));
  }
}
