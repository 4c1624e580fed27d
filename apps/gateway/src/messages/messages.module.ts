import { Module } from '@nestjs/common';
import { AdmissionsModule } from '../admissions/admissions.module.js';
import { InboxModule } from '../inbox/inbox.module.js';
import { MessageTracing } from './message-tracing.service.js';
import { MessagesController } from './messages.controller.js';

@Module({
  imports: [InboxModule, AdmissionsModule],
  controllers: [MessagesController],
  providers: [MessageTracing],
})
export class MessagesModule {}
