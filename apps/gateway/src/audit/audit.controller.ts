import { aPageOf, type Page, pageRequest } from '#contracts';
import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { CurrentTenant } from '../auth/principal.js';
import { Roles } from '../auth/route-access.js';
import { Describe } from '../openapi/operation.js';
import { type AuditEntry, auditEntry, AuditService } from './audit.service.js';

const auditQuery = pageRequest.extend({
  actor: z.string().max(100).optional(),
  action: z.string().max(100).optional(),
});

/** Who did what to the tenant, newest first. */
@Roles('owner')
@Controller('v1/audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  @Describe('What people and workers did, newest first', { answer: aPageOf(auditEntry) })
  list(
    @CurrentTenant() tenantId: string,
    @Query({ schema: auditQuery }) query: z.output<typeof auditQuery>,
  ): Promise<Page<AuditEntry>> {
    return this.audit.list(tenantId, query);
  }
}
