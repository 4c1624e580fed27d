import { Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { actorOf } from '../auth/actor.js';
import { CurrentPrincipal, CurrentTenant, type Principal } from '../auth/principal.js';
import { Roles } from '../auth/route-access.js';
import { ResourceId } from '../http/resource-id.js';
import {
  type HandoffInput,
  handoffInput,
  type ReplyInput,
  replyInput,
} from './conversation-actions.schemas.js';
import { ConversationActions } from './conversation-actions.service.js';
import { type Conversation } from './conversations.service.js';
import { type Message } from './messages.service.js';
import { OncePerReply } from './once-per-reply.guard.js';

@Roles('owner', 'operator')
@Controller('v1/conversations/:id')
export class ConversationActionsController {
  constructor(private readonly actions: ConversationActions) {}

  @Post('handoff')
  @HttpCode(200)
  handOff(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
    @ResourceId() conversationId: string,
    @Body({ schema: handoffInput }) { reason }: HandoffInput,
  ): Promise<Conversation> {
    return this.actions.handOff({ tenantId, conversationId, by: actorOf(principal) }, reason);
  }

  @Post('return')
  @HttpCode(200)
  returnToBot(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
    @ResourceId() conversationId: string,
  ): Promise<Conversation> {
    return this.actions.returnToBot({ tenantId, conversationId, by: actorOf(principal) });
  }

  @Post('close')
  @HttpCode(200)
  close(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
    @ResourceId() conversationId: string,
  ): Promise<Conversation> {
    return this.actions.close({ tenantId, conversationId, by: actorOf(principal) });
  }

  @Post('replies')
  @UseGuards(OncePerReply)
  reply(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
    @ResourceId() conversationId: string,
    @Body({ schema: replyInput }) { text }: ReplyInput,
  ): Promise<Message> {
    return this.actions.reply({ tenantId, conversationId, by: actorOf(principal) }, text);
  }
}
