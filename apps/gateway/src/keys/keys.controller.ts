import { aPageOf, type Page, type PageRequest, pageRequest } from '#contracts';
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
import { z } from 'zod';
import { ChangeAudit } from '../audit/change-audit.interceptor.js';
import { CurrentPrincipal, CurrentTenant, type Principal } from '../auth/principal.js';
import { Roles } from '../auth/route-access.js';
import { ResourceId } from '../http/resource-id.js';
import { TenantIdempotency } from '../idempotency/tenant-idempotency.js';
import { Describe } from '../openapi/operation.js';
import {
  type ApiKey,
  apiKey,
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
  @Describe('Keys of the tenant, newest first', { answer: aPageOf(apiKey) })
  list(
    @CurrentTenant() tenantId: string,
    @Query({ schema: pageRequest }) request: PageRequest,
  ): Promise<Page<ApiKey>> {
    return this.keys.list(tenantId, request);
  }

  @Post()
  @Describe('Makes a key, shown this once', { answer: apiKey.extend({ key: z.string() }) })
  create(
    @CurrentTenant() tenantId: string,
    @Body({ schema: keyInput }) input: KeyInput,
  ): Promise<ApiKey & { key: string }> {
    return this.keys.create(tenantId, input);
  }

  @Post(':id/rotate')
  @Describe('Replaces a key; the old one holds for a while', {
    answer: apiKey.extend({ key: z.string() }),
  })
  rotate(
    @CurrentTenant() tenantId: string,
    @ResourceId() id: string,
    @Body({ schema: keyRotation }) { graceSeconds }: KeyRotation,
  ): Promise<ApiKey & { key: string }> {
    return this.keys.rotate(tenantId, id, graceSeconds);
  }

  @Delete(':id')
  @HttpCode(204)
  @Describe('Ends a key at once')
  revoke(@CurrentPrincipal() principal: Principal, @ResourceId() id: string): Promise<void> {
    return this.keys.revoke(principal, id);
  }
}
