import { QueuesModule } from '#queues';
import { Module } from '@nestjs/common';
import { CacheFigures } from './cache-figures.service.js';
import { CacheOrders } from './cache-orders.service.js';
import { CacheController } from './cache.controller.js';
import { LocksController } from './locks.controller.js';
import { LocksService } from './locks.service.js';
import { QueuesController } from './queues.controller.js';
import { WorkQueuesService } from './queues.service.js';

@Module({
  imports: [QueuesModule.forRoot()],
  controllers: [LocksController, CacheController, QueuesController],
  providers: [LocksService, CacheFigures, CacheOrders, WorkQueuesService],
})
export class OperationsModule {}
