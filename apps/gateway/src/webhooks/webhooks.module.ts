import { ChannelsModule as ChannelAdaptersModule } from '#channels';
import { Module } from '@nestjs/common';
import { AdmissionsModule } from '../admissions/admissions.module.js';
import { ChannelsModule } from '../channels/channels.module.js';
import { DeliveryReports } from './delivery-reports.service.js';
import { InboundEvents } from './inbound-events.service.js';
import { WebhookMetrics } from './webhook-metrics.js';
import { WebhooksController } from './webhooks.controller.js';

@Module({
  imports: [AdmissionsModule, ChannelsModule, ChannelAdaptersModule],
  controllers: [WebhooksController],
  providers: [WebhookMetrics, InboundEvents, DeliveryReports],
})
export class WebhooksModule {}
