import { aPageOf, type Page } from '#contracts';
import { Controller, Delete, Get, Query } from '@nestjs/common';
import { actorOf } from '../auth/actor.js';
import { CurrentPrincipal, type Principal } from '../auth/principal.js';
import { Roles } from '../auth/route-access.js';
import { Describe } from '../openapi/operation.js';
import { LockedConversation, type ReleaseQuery, releaseQuery } from './locks.schemas.js';
import {
  LocksService,
  type ReleasedLock,
  releasedLock,
  type TurnLock,
  turnLock,
} from './locks.service.js';

/** A tenant's people see and release the tenant's locks, the platform everybody's. */
@Controller('v1/operations/locks')
export class LocksController {
  constructor(private readonly locks: LocksService) {}

  @Get()
  @Roles('owner', 'operator', 'viewer', 'platform')
  @Describe('Conversations that workers hold', { answer: aPageOf(turnLock) })
  async list(@CurrentPrincipal() { tenantId }: Principal): Promise<Page<TurnLock>> {
    return { items: await this.locks.list(tenantId), nextCursor: null };
  }

  @Delete(':key')
  @Roles('owner', 'operator', 'platform')
  @Describe('Takes a conversation from its worker', {
    answer: releasedLock,
    problems: ['conflict'],
  })
  release(
    @CurrentPrincipal() principal: Principal,
    @LockedConversation() conversationId: string,
    @Query({ schema: releaseQuery }) { reason }: ReleaseQuery,
  ): Promise<ReleasedLock> {
    const order = { by: actorOf(principal), reason };
    return this.locks.release(principal.tenantId, conversationId, order);
  }
}
