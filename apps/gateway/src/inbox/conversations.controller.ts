import { aPageOf, type Page, type PageRequest, pageRequest } from '#contracts';
import { QueryBudget } from '#relations';
import { Controller, Get, Query } from '@nestjs/common';
import { CurrentTenant } from '../auth/principal.js';
import { Members } from '../auth/route-access.js';
import { ResourceId } from '../http/resource-id.js';
import { Describe } from '../openapi/operation.js';
import {
  type Conversation,
  conversation,
  conversationQuery,
  type ConversationQuery,
  ConversationsService,
} from './conversations.service.js';
import { type Interaction, interaction, InteractionsService } from './interactions.service.js';
import { type Message, message } from './message.resource.js';
import { MessagesService } from './messages.service.js';

@Members()
@Controller('v1/conversations')
export class ConversationsController {
  constructor(
    private readonly conversations: ConversationsService,
    private readonly messages: MessagesService,
    private readonly interactions: InteractionsService,
  ) {}

  @Get()
  @QueryBudget(2)
  @Describe('Conversations, the one with the newest message first', {
    answer: aPageOf(conversation),
  })
  list(
    @CurrentTenant() tenantId: string,
    @Query({ schema: conversationQuery }) query: ConversationQuery,
  ): Promise<Page<Conversation>> {
    return this.conversations.list(tenantId, query);
  }

  @Get(':id')
  @QueryBudget(2)
  @Describe('One conversation', { answer: conversation })
  get(@CurrentTenant() tenantId: string, @ResourceId() id: string): Promise<Conversation> {
    return this.conversations.get(tenantId, id);
  }

  @Get(':id/messages')
  @QueryBudget(4)
  @Describe('Its messages, newest first', { answer: aPageOf(message) })
  async listMessages(
    @CurrentTenant() tenantId: string,
    @ResourceId() id: string,
    @Query({ schema: pageRequest }) request: PageRequest,
  ): Promise<Page<Message>> {
    await this.conversations.assertExists(tenantId, id);
    return this.messages.list(tenantId, id, request);
  }

  @Get(':id/interactions')
  @QueryBudget(2)
  @Describe('The records of its turns, newest first', { answer: aPageOf(interaction) })
  async listInteractions(
    @CurrentTenant() tenantId: string,
    @ResourceId() id: string,
    @Query({ schema: pageRequest }) request: PageRequest,
  ): Promise<Page<Interaction>> {
    await this.conversations.assertExists(tenantId, id);
    return this.interactions.list(tenantId, id, request);
  }
}
