import { CachingModule } from '#caching';
import { Module } from '@nestjs/common';
import { StatisticsController } from './statistics.controller.js';
import { StatisticsFolding } from './statistics-folding.service.js';
import { statistics, StatisticsService } from './statistics.service.js';

@Module({
  imports: [CachingModule.forFeature([statistics])],
  controllers: [StatisticsController],
  providers: [StatisticsService, StatisticsFolding],
})
export class StatisticsModule {}
