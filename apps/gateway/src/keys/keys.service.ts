import { ChangeFeed } from '#changes';
import { type Page, type PageRequest, Problem } from '#contracts';
import { ApiKeyEntity, apiKeyRoles, createApiKey } from '#persistence';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { type Principal } from '../auth/principal.js';
import { label } from '../http/fields.js';
import { type TenantRows } from '../tenancy/tenant-rows.js';
import { TenantScope } from '../tenancy/tenant-scope.js';

export const keyInput = z
  .strictObject({
    name: label,
    role: z.enum(['owner', 'operator', 'viewer']),
    expiresAt: z.iso
      .datetime({ offset: true })
      .transform((iso) => new Date(iso))
      .refine((at) => at.getTime() > Date.now(), 'must be in the future')
      .optional(),
  })
  .meta({ examples: [{ name: 'Helpdesk', role: 'operator' }] });
export type KeyInput = z.output<typeof keyInput>;

export const keyRotation = z
  .strictObject({
    graceSeconds: z.number().int().min(0).max(2_592_000).default(86_400),
  })
  .meta({ examples: [{ graceSeconds: 3600 }] });
export type KeyRotation = z.output<typeof keyRotation>;

/** A key as the API shows it: never the key itself. */
export const apiKey = z
  .object({
    id: z.uuid(),
    name: z.string(),
    role: z.enum(apiKeyRoles),
    prefix: z.string().describe('Its first characters, to recognise it by'),
    expiresAt: z.iso.datetime().nullable(),
    revokedAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.output<typeof apiKey>;

const toApiKey = (row: ApiKeyEntity): ApiKey => ({
  id: row.id,
  name: row.name,
  role: row.role,
  prefix: row.prefix,
  expiresAt: row.expiresAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
});

/** The keys of a tenant. */
@Injectable()
export class KeysService {
  constructor(
    private readonly scope: TenantScope,
    private readonly changes: ChangeFeed,
  ) {}

  async list(tenantId: string, request: PageRequest): Promise<Page<ApiKey>> {
    const { items, nextCursor } = await this.rows(tenantId).page(request);
    return { items: items.map(toApiKey), nextCursor };
  }

  /** The one time the key is shown. */
  create(tenantId: string, { expiresAt, ...input }: KeyInput): Promise<ApiKey & { key: string }> {
    return this.issue(tenantId, { ...input, expiresAt: expiresAt ?? null });
  }

  /**
   * A new key in place of one, with its name, role and end. The old one works for the grace, so that
   * whoever has it can be given the new one; with its own end, whichever comes first.
   * @throws Problem `not_found`, or `conflict` for a key that works no longer
   */
  async rotate(
    tenantId: string,
    id: string,
    graceSeconds: number,
  ): Promise<ApiKey & { key: string }> {
    const rows = this.rows(tenantId);
    const { name, role, expiresAt, revokedAt } = await rows.get({ id });
    if (revokedAt !== null || (expiresAt !== null && expiresAt.getTime() <= Date.now())) {
      throw new Problem('conflict', 'the key works no longer: create one');
    }
    const created = await this.issue(tenantId, { name, role, expiresAt });
    const graceEnd = `clock_timestamp() + ${graceSeconds} * interval '1 second'`;
    await rows.update({ id }, { expiresAt: () => `least(expires_at, ${graceEnd})` });
    await this.changes.catchUp();
    return created;
  }

  /**
   * At once and for good; revoking twice is the same as once.
   * @throws Problem `not_found`, or `conflict` for the key in use: somebody must keep one that works
   */
  async revoke({ tenantId, keyId }: Principal, id: string): Promise<void> {
    if (tenantId === null) throw new Problem('not_found');
    if (id === keyId) throw new Problem('conflict', 'a key cannot revoke itself');
    const rows = this.rows(tenantId);
    const { revokedAt } = await rows.get({ id });
    if (revokedAt === null) await rows.update({ id }, { revokedAt: () => 'clock_timestamp()' });
    await this.changes.catchUp();
  }

  private async issue(
    tenantId: string,
    given: Pick<ApiKeyEntity, 'name' | 'role' | 'expiresAt'>,
  ): Promise<ApiKey & { key: string }> {
    const { key, prefix, hash } = createApiKey();
    const id = uuidv7();
    const rows = this.rows(tenantId);
    await rows.insert({ id, prefix, hash, ...given });
    return { ...toApiKey(await rows.get({ id })), key };
  }

  private rows(tenantId: string): TenantRows<ApiKeyEntity> {
    return this.scope.of(tenantId, ApiKeyEntity);
  }
}
