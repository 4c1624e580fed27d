import {
  type CacheInvalidation,
  cacheInvalidation,
  type CacheWarming,
  cacheWarming,
} from '#contracts';
import { Body, Controller, Get, HttpCode, Post, Query, UseInterceptors } from '@nestjs/common';
import { z } from 'zod';
import { actorOf } from '../auth/actor.js';
import { CurrentPrincipal, type Principal } from '../auth/principal.js';
import { Roles } from '../auth/route-access.js';
import { TenantIdempotency } from '../idempotency/tenant-idempotency.js';
import { Describe } from '../openapi/operation.js';
import {
  CacheFigures,
  type LookedUp,
  type PlatformFigures,
  type TenantFigures,
} from './cache-figures.service.js';
import {
  type CacheInvalidated,
  cacheInvalidated,
  CacheOrders,
  type CacheWarmed,
  cacheWarmed,
} from './cache-orders.service.js';
import { lookedUp, platformFigures, tenantFigures } from './cache.answers.js';
import {
  type LookUpQuery,
  lookUpQuery,
  type OverviewQuery,
  overviewQuery,
} from './cache.schemas.js';

/** A tenant's people see and steer what is cached of the tenant, the platform everything. */
@UseInterceptors(TenantIdempotency)
@Controller('v1/operations/cache')
export class CacheController {
  constructor(
    private readonly figures: CacheFigures,
    private readonly orders: CacheOrders,
  ) {}

  @Get()
  @Roles('owner', 'operator', 'viewer', 'platform')
  @Describe('What is cached', { answer: z.union([platformFigures, tenantFigures]) })
  overview(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: overviewQuery }) { tenantId }: OverviewQuery,
  ): Promise<PlatformFigures | TenantFigures> {
    return this.figures.overview(principal, tenantId);
  }

  @Get('entry')
  @Roles('owner', 'operator', 'viewer', 'platform')
  @Describe('Where a value is, how old it is, and who took it back last', {
    answer: lookedUp,
    problems: ['unprocessable'],
  })
  lookUp(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: lookUpQuery }) query: LookUpQuery,
  ): Promise<LookedUp> {
    return this.figures.lookUp(principal, query);
  }

  @Post('invalidate')
  @Roles('owner', 'operator', 'platform')
  @HttpCode(200)
  @Describe('Takes values back, in every process', {
    answer: cacheInvalidated,
    problems: ['unprocessable'],
  })
  invalidate(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: cacheInvalidation }) order: CacheInvalidation,
  ): Promise<CacheInvalidated> {
    return this.orders.invalidate(principal, actorOf(principal), order);
  }

  @Post('warm')
  @Roles('owner', 'operator', 'platform')
  @HttpCode(202)
  @Describe('Warms what can be warmed', { answer: cacheWarmed, problems: ['unprocessable'] })
  warm(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: cacheWarming }) order: CacheWarming,
  ): Promise<CacheWarmed> {
    return this.orders.warm(principal, actorOf(principal), order);
  }
}
