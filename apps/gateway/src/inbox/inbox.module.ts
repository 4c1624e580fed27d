import { Module } from '@nestjs/common';
import { AdmissionsModule } from '../admissions/admissions.module.js';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { ConversationActionsController } from './conversation-actions.controller.js';
import { ConversationActions } from './conversation-actions.service.js';
import { ConversationsController } from './conversations.controller.js';
import { ConversationsService } from './conversations.service.js';
import { InteractionsService } from './interactions.service.js';
import { MessagesService } from './messages.service.js';

@Module({
  imports: [TenancyModule, AdmissionsModule],
  controllers: [ConversationsController, ConversationActionsController],
  providers: [ConversationsService, MessagesService, InteractionsService, ConversationActions],
  exports: [MessagesService],
})
export class InboxModule {}
