import { Body, Controller, HttpCode, Post, UseGuards, UseInterceptors } from '@nestjs/common';
import { actorOf } from '../auth/actor.js';
import { CurrentPrincipal, CurrentTenant, type Principal } from '../auth/principal.js';
import { Roles } from '../auth/route-access.js';
import { ResourceId } from '../http/resource-id.js';
import { TenantIdempotency } from '../idempotency/tenant-idempotency.js';
import { Describe } from '../openapi/operation.js';
import {
  type HandoffInput,
  handoffInput,
  type ReplyInput,
  replyInput,
} from './conversation-actions.schemas.js';
import { ConversationActions } from './conversation-actions.service.js';
import { type Conversation, conversation } from './conversations.service.js';
import { type Message, message } from './message.resource.js';
import { OncePerReply } from './once-per-reply.guard.js';

@Roles('owner', 'operator')
@UseInterceptors(TenantIdempotency)
@Controller('v1/conversations/:id')
export class ConversationActionsController {
  constructor(private readonly actions: ConversationActions) {}

  @Post('handoff')
  @HttpCode(200)
  @Describe('Takes the conversation over from the bot', { answer: conversation })
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
  @Describe('Gives the conversation back to the bot', { answer: conversation })
  returnToBot(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
    @ResourceId() conversationId: string,
  ): Promise<Conversation> {
    return this.actions.returnToBot({ tenantId, conversationId, by: actorOf(principal) });
  }

  @Post('close')
  @HttpCode(200)
  @Describe('Closes the conversation', { answer: conversation })
  close(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
    @ResourceId() conversationId: string,
  ): Promise<Conversation> {
    return this.actions.close({ tenantId, conversationId, by: actorOf(principal) });
  }

  @Post('replies')
  @UseGuards(OncePerReply)
  @Describe("Sends an operator's reply", { answer: message })
  reply(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
    @ResourceId() conversationId: string,
    @Body({ schema: replyInput }) { text }: ReplyInput,
  ): Promise<Message> {
    return this.actions.reply({ tenantId, conversationId, by: actorOf(principal) }, text);
  }
}
