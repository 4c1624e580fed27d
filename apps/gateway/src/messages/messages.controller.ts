import { aPageOf, type Page } from '#contracts';
import { type MessageAudit, type MessageProgress } from '#conversations';
import { QueryBudget } from '#relations';
import { Body, Controller, Get, HttpCode, Post, Query, UseInterceptors } from '@nestjs/common';
import { actorOf } from '../auth/actor.js';
import { CurrentPrincipal, CurrentTenant, type Principal } from '../auth/principal.js';
import { Members, Roles } from '../auth/route-access.js';
import { ResourceId } from '../http/resource-id.js';
import { TenantIdempotency } from '../idempotency/tenant-idempotency.js';
import { type Message, message } from '../inbox/message.resource.js';
import { MessagesService } from '../inbox/messages.service.js';
import { Describe } from '../openapi/operation.js';
import { MessageTracing } from './message-tracing.service.js';
import { auditOfMessage, messageProgress } from './messages.answers.js';
import {
  type MessageQuery,
  messageQuery,
  type ReplayInput,
  replayInput,
} from './messages.schemas.js';

@Members()
@UseInterceptors(TenantIdempotency)
@Controller('v1/messages')
export class MessagesController {
  constructor(
    private readonly messages: MessagesService,
    private readonly tracing: MessageTracing,
  ) {}

  @Get()
  @QueryBudget(4)
  @Describe('Messages in a state, newest first; `failed` lists the dead letters', {
    answer: aPageOf(message),
  })
  list(
    @CurrentTenant() tenantId: string,
    @Query({ schema: messageQuery }) { state, ...request }: MessageQuery,
  ): Promise<Page<Message>> {
    return this.messages.listInState(tenantId, state, request);
  }

  @Get(':id/state')
  @QueryBudget(4)
  @Describe('How far a message is', { answer: messageProgress })
  state(@CurrentTenant() tenantId: string, @ResourceId() id: string): Promise<MessageProgress> {
    return this.tracing.state(tenantId, id);
  }

  @Get(':id/audit')
  @QueryBudget(4)
  @Describe('Its whole way: received, turn, reply, deliveries', { answer: auditOfMessage })
  audit(@CurrentTenant() tenantId: string, @ResourceId() id: string): Promise<MessageAudit> {
    return this.tracing.audit(tenantId, id);
  }

  @Post(':id/replay')
  @Roles('owner', 'operator')
  @HttpCode(202)
  @Describe('Has it answered after all', { answer: messageProgress })
  replay(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
    @ResourceId() id: string,
    @Body({ schema: replayInput }) { force }: ReplayInput,
  ): Promise<MessageProgress> {
    return this.tracing.replay(tenantId, id, { by: actorOf(principal), force });
  }
}
