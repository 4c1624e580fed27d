import { type TurnJob, turnsQueue } from '#contracts';
import { DedupMetricsModule, Metrics } from '#observability';
import { QueuesModule, reportQueue } from '#queues';
import { InjectQueue } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import { type Queue } from 'bull';
import { Admissions } from './admissions.service.js';
import { TurnWakeUps } from './turn-wake-ups.js';

@Module({
  imports: [QueuesModule.forRoot(), DedupMetricsModule],
  providers: [Admissions, TurnWakeUps],
  exports: [Admissions, TurnWakeUps],
})
export class AdmissionsModule {
  constructor(metrics: Metrics, @InjectQueue(turnsQueue) queue: Queue<TurnJob>) {
    reportQueue(metrics, queue);
  }
}
