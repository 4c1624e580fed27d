import {
  CacheOperations,
  type CacheOverview,
  type InvalidationRecord,
  type KeyOverview,
  type ScopeSummary,
} from '#caching';
import { Injectable } from '@nestjs/common';
import { type Principal } from '../auth/principal.js';
import { refusedField } from '../http/fields.js';
import { asProblem, isTenant, tenantOf } from './cache-scope.js';
import { type LookUpQuery } from './cache.schemas.js';

type TenantSummary = Omit<ScopeSummary, 'scope'> & { tenantId: string };

/** Everything, each process by itself included. */
export type PlatformFigures = Omit<CacheOverview, 'scopes'> & {
  /** The busiest, busiest first. */
  tenants: TenantSummary[];
};

/** What is cached of one tenant. */
export type TenantFigures = Pick<CacheOverview, 'complete' | 'silent' | 'note'> & {
  tenantId: string;
  /** Zero also where the tenant is not among those that are counted apart: the busiest. */
  requests: number;
  families: ScopeSummary['families'];
  /** Newest first. */
  invalidations: readonly InvalidationRecord[];
};

export type LookedUp = KeyOverview & { tenantId: string };

const newest = 20;

/** What is cached, as all processes of all services tell it. */
@Injectable()
export class CacheFigures {
  constructor(private readonly caches: CacheOperations) {}

  /** @throws Problem `not_found` */
  async overview(
    principal: Principal,
    named: string | undefined,
  ): Promise<PlatformFigures | TenantFigures> {
    const tenantId = tenantOf(principal, named);
    if (tenantId !== null) return this.ofTenant(tenantId);
    const { scopes: all, ...overview } = await this.caches.overview();
    const scopes = all.filter(({ scope }) => isTenant(scope));
    return {
      ...overview,
      tenants: scopes.map(({ scope, ...rest }) => ({ tenantId: scope, ...rest })),
    };
  }

  /** @throws Problem `not_found`, `unprocessable` (no such family), `unavailable` */
  async lookUp(
    principal: Principal,
    { tenantId: named, family, id }: LookUpQuery,
  ): Promise<LookedUp> {
    const tenantId = tenantOf(principal, named);
    if (tenantId === null) throw refusedField('tenantId', 'is needed: each tenant has its own');
    const found = await this.caches.lookUp(family, tenantId, id).catch(asProblem('family'));
    return { tenantId, ...found };
  }

  private async ofTenant(tenantId: string): Promise<TenantFigures> {
    const [{ complete, silent, note, scopes }, invalidations] = await Promise.all([
      this.caches.overview(tenantId),
      this.caches.invalidationsOf(tenantId),
    ]);
    const { requests, families } = scopes[0] ?? { requests: 0, families: {} };
    const known = { complete, silent, note, tenantId, requests, families };
    return { ...known, invalidations: invalidations.slice(0, newest) };
  }
}
