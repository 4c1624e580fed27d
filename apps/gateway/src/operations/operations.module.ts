import { Module } from '@nestjs/common';
import { CacheFigures } from './cache-figures.service.js';
import { CacheOrders } from './cache-orders.service.js';
import { CacheController } from './cache.controller.js';
import { LocksController } from './locks.controller.js';
import { LocksService } from './locks.service.js';

@Module({
  controllers: [LocksController, CacheController],
  providers: [LocksService, CacheFigures, CacheOrders],
})
export class OperationsModule {}
