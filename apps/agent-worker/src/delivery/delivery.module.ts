import { ChannelsModule } from '#channels';
import { Module } from '@nestjs/common';
import { WorkerIdentity } from '../worker-identity.js';
import { Deliverer } from './deliverer.js';
import { DeliveryMetrics } from './delivery-metrics.js';
import { SendPacing } from './pacing/send-pacing.js';
import { DeliveryStore } from './delivery-store.js';

@Module({
  imports: [ChannelsModule],
  providers: [WorkerIdentity, DeliveryMetrics, DeliveryStore, SendPacing, Deliverer],
  exports: [WorkerIdentity, Deliverer],
})
export class DeliveryModule {}
