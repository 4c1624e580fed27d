import { Module } from '@nestjs/common';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { HandoffWebhookController } from './handoff-webhook.controller.js';
import { HandoffWebhookService } from './handoff-webhook.service.js';

@Module({
  imports: [TenancyModule],
  controllers: [HandoffWebhookController],
  providers: [HandoffWebhookService],
})
export class HandoffWebhookModule {}
