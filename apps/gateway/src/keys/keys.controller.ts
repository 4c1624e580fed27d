import { type Page, type PageRequest, pageRequest } from '#contracts';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Post,
  Query,
  UseInterceptors,
} from '@nestjs/common';
import { ChangeAudit } from '../audit/change-audit.interceptor.js';
import { CurrentPrincipal, CurrentTenant, type Principal } from '../auth/principal.js';
import { Roles } from '../auth/route-access.js';
import { ResourceId } from '../http/resource-id.js';
import { TenantIdempotency } from '../idempotency/tenant-idempotency.js';
import {
  type ApiKey,
  type KeyInput,
  keyInput,
  type KeyRotation,
  keyRotation,
  KeysService,
} from './keys.service.js';

@Roles('owner')
@UseInterceptors(TenantIdempotency, ChangeAudit)
@Controller('v1/keys')
export class KeysController {
  constructor(private readonly keys: KeysService) {}

  @Get()
  list(
    @CurrentTenant() tenantId: string,
    @Query({ schema: pageRequest }) request: PageRequest,
  ): Promise<Page<ApiKey>> {
    return this.keys.list(tenantId, request);
  }

  @Post()
  create(
    @CurrentTenant() tenantId: string,
    @Body({ schema: keyInput }) input: KeyInput,
  ): Promise<ApiKey & { key: string }> {
    return this.keys.create(tenantId, input);
  }

  @Post(':id/rotate')
  rotate(
    @CurrentTenant() tenantId: string,
    @ResourceId() id: string,
    @Body({ schema: keyRotation }) { graceSeconds }: KeyRotation,
  ): Promise<ApiKey & { key: string }> {
    return this.keys.rotate(tenantId, id, graceSeconds);
  }

  @Delete(':id')
  @HttpCode(204)
  revoke(@CurrentPrincipal() principal: Principal, @ResourceId() id: string): Promise<void> {
    return this.keys.revoke(principal, id);
  }
}
