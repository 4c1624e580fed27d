import { aPageOf, type Page, type PageRequest, pageRequest, Problem } from '#contracts';
import { Body, Controller, Get, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import { z } from 'zod';
import { ChangeAudit } from '../audit/change-audit.interceptor.js';
import { CurrentPrincipal, type Principal } from '../auth/principal.js';
import { Roles } from '../auth/route-access.js';
import { EntityTags } from '../http/entity-tags.interceptor.js';
import { IfMatch } from '../http/if-match.js';
import { ResourceId } from '../http/resource-id.js';
import { TenantIdempotency } from '../idempotency/tenant-idempotency.js';
import { Describe } from '../openapi/operation.js';
import {
  type TenantChanges,
  tenantChanges,
  type TenantInput,
  tenantInput,
} from './tenant.schemas.js';
import { type Tenant, tenant, TenantsService } from './tenants.service.js';

/** The platform sees every tenant, an owner their own. @throws Problem `not_found` */
const assertVisible = (principal: Principal, tenantId: string): void => {
  if (principal.role !== 'platform' && principal.tenantId !== tenantId) {
    throw new Problem('not_found');
  }
};

@UseInterceptors(EntityTags, TenantIdempotency, ChangeAudit)
@Controller('v1/tenants')
export class TenantsController {
  constructor(private readonly tenants: TenantsService) {}

  @Get()
  @Roles('platform')
  @Describe('Tenants, newest first', { answer: aPageOf(tenant) })
  list(@Query({ schema: pageRequest }) request: PageRequest): Promise<Page<Tenant>> {
    return this.tenants.list(request);
  }

  @Post()
  @Roles('platform')
  @Describe('Makes a tenant, with the key of its owner, shown this once', {
    answer: tenant.extend({ ownerKey: z.string() }),
  })
  create(
    @Body({ schema: tenantInput }) input: TenantInput,
  ): Promise<Tenant & { ownerKey: string }> {
    return this.tenants.create(input);
  }

  @Get(':id')
  @Roles('platform', 'owner')
  @Describe('One tenant; its owner sees their own', { answer: tenant })
  get(@CurrentPrincipal() principal: Principal, @ResourceId() id: string): Promise<Tenant> {
    assertVisible(principal, id);
    return this.tenants.get(id);
  }

  @Patch(':id')
  @Roles('platform', 'owner')
  @Describe('Renames or sets up a tenant', { answer: tenant, problems: ['precondition_failed'] })
  change(
    @CurrentPrincipal() principal: Principal,
    @ResourceId() id: string,
    @IfMatch() ifMatch: string | undefined,
    @Body({ schema: tenantChanges }) changes: TenantChanges,
  ): Promise<Tenant> {
    assertVisible(principal, id);
    return this.tenants.change(id, changes, ifMatch);
  }
}
