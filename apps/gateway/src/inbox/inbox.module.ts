import { Module } from '@nestjs/common';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { ConversationsController } from './conversations.controller.js';
import { ConversationsService } from './conversations.service.js';
import { InteractionsService } from './interactions.service.js';
import { MessagesService } from './messages.service.js';

@Module({
  imports: [TenancyModule],
  controllers: [ConversationsController],
  providers: [ConversationsService, MessagesService, InteractionsService],
})
export class InboxModule {}
