import { type Page, type PageRequest } from '#contracts';
import { AuditEntryEntity } from '#persistence';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { pageOf } from '../tenancy/keyset.js';
import { TenantScope } from '../tenancy/tenant-scope.js';

/** An entry as the API shows it. */
export const auditEntry = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    actor: z.string(),
    action: z.string(),
    conversationId: z.uuid().nullable(),
    messageId: z.uuid().nullable(),
    detail: z.custom<object>().meta({ type: 'object' }),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.output<typeof auditEntry>;

interface AuditRequest extends PageRequest {
  actor?: string | undefined;
  action?: string | undefined;
}

const newestFirst = [
  { column: 'row.at', type: 'timestamptz' },
  { column: 'row.id', type: 'uuid' },
] as const;

const toAuditEntry = (row: AuditEntryEntity): AuditEntry => ({
  id: row.id,
  at: row.at.toISOString(),
  actor: row.actor,
  action: row.action,
  conversationId: row.conversationId,
  messageId: row.messageId,
  detail: row.detail,
});

/** What was done to a tenant besides answering its customers. */
@Injectable()
export class AuditService {
  constructor(private readonly scope: TenantScope) {}

  async list(tenantId: string, request: AuditRequest): Promise<Page<AuditEntry>> {
    const { actor, action } = request;
    const query = this.scope.of(tenantId, AuditEntryEntity).select();
    if (actor !== undefined) query.andWhere('row.actor = :actor', { actor });
    if (action !== undefined) query.andWhere('row.action = :action', { action });
    const { items, nextCursor } = await pageOf(query, [...newestFirst], request);
    return { items: items.map(toAuditEntry), nextCursor };
  }
}
