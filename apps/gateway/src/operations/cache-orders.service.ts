import { CacheOperations } from '#caching';
import { type CacheInvalidation, type CacheWarming, invalidationTarget } from '#contracts';
import { auditTenants } from '#conversations';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { type Principal } from '../auth/principal.js';
import { refusedField } from '../http/fields.js';
import { asProblem, tenantOf } from './cache-scope.js';

export const cacheInvalidated = z
  .object({
    tenants: z.int().describe('How many tenants it was done for'),
    told: z.boolean().describe('Whether all processes have been told'),
    note: z.string().nullable(),
  })
  .meta({ id: 'CacheInvalidated' });
export type CacheInvalidated = z.output<typeof cacheInvalidated>;

export const cacheWarmed = z
  .object({
    warmed: z.int().describe('Over all processes; each warms its own memory'),
    failed: z.int(),
    dropped: z.int(),
    running: z.int().describe('Processes that are still at it'),
    complete: z.boolean(),
    note: z.string().nullable(),
  })
  .meta({ id: 'CacheWarmed' });
export type CacheWarmed = z.output<typeof cacheWarmed>;

/** A caller waits this long for the result; what is not warm by then becomes so afterwards. */
const patienceMs = 2000;

/** What operators have the caches do. Audited before it is done, so that nothing is done unseen. */
@Injectable()
export class CacheOrders {
  constructor(
    private readonly caches: CacheOperations,
    @InjectDataSource() private readonly database: DataSource,
  ) {}

  /** @throws Problem `not_found`, `unprocessable` (naming the field), `unavailable` */
  async invalidate(
    principal: Principal,
    by: string,
    { tenantId: named, ...order }: CacheInvalidation,
  ): Promise<CacheInvalidated> {
    const tenantId = tenantOf(principal, named);
    const { family, id, tag, reason } = order;
    if (tenantId === null && (id ?? tag) !== undefined) {
      throw refusedField('/tenantId', 'is needed with an id or a tag: each tenant has its own');
    }
    if (family !== undefined) await this.caches.assertFamily(family).catch(asProblem('/family'));
    const detail = { family, id, tag, reason };
    const tenants = await this.audit(tenantId, by, 'cache.invalidated', detail);
    const why = `operator: ${by}: ${reason}`;
    const scopes = tenantId === null ? await this.everybodys(tenants) : tenants;
    const done = await this.caches.invalidate(scopes, invalidationTarget(order), why);
    return { tenants: tenants.length, ...done };
  }

  /** @throws Problem `not_found`, `unprocessable` (naming the field), `unavailable` */
  async warm(
    principal: Principal,
    by: string,
    { tenantId: named, families }: CacheWarming,
  ): Promise<CacheWarmed> {
    const tenantId = tenantOf(principal, named);
    for (const [index, family] of (families ?? []).entries()) {
      await this.caches.assertFamily(family).catch(asProblem(`/families/${index}`));
    }
    if (tenantId !== null) await this.audit(tenantId, by, 'cache.warmed', { families });
    const scopes = tenantId === null ? {} : { scopes: [tenantId] };
    const chosen = families === undefined ? {} : { families };
    const order = { ...scopes, ...chosen, priority: 'asked', patienceMs } as const;
    const { processes, complete, note } = await this.caches.warm(order);
    const sum = { warmed: 0, failed: 0, dropped: 0, running: 0 };
    for (const { result } of processes) {
      if (result === null) sum.running++;
      sum.warmed += result?.warmed ?? 0;
      sum.failed += result?.failed ?? 0;
      sum.dropped += result?.dropped ?? 0;
    }
    return { ...sum, complete, note };
  }

  /** Besides the tenants, what is read all the time without one: the gateway's look-ups of keys. */
  private async everybodys(tenants: readonly string[]): Promise<string[]> {
    const { scopes } = await this.caches.overview();
    return [...new Set([...tenants, ...scopes.map(({ scope }) => scope)])];
  }

  private audit(
    tenantId: string | null,
    by: string,
    action: string,
    detail: object,
  ): Promise<string[]> {
    return auditTenants(this.database, tenantId, { by, action, detail });
  }
}
