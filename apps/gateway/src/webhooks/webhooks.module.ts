import { Module } from '@nestjs/common';
import { AdmissionsModule } from '../admissions/admissions.module.js';
import { ChannelsModule } from '../channels/channels.module.js';
import { WebhookMetrics } from './webhook-metrics.js';
import { WebhooksController } from './webhooks.controller.js';

@Module({
  imports: [AdmissionsModule, ChannelsModule],
  controllers: [WebhooksController],
  providers: [WebhookMetrics],
})
export class WebhooksModule {}
