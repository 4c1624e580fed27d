import { CachingModule } from '#caching';
import { Module } from '@nestjs/common';
import { statistics } from '../statistics/statistics.service.js';
import { TenantsController } from './tenants.controller.js';
import { TenantsService } from './tenants.service.js';

@Module({
  imports: [CachingModule.forFeature([statistics])],
  controllers: [TenantsController],
  providers: [TenantsService],
})
export class TenantsModule {}
