import { QueuesModule } from '#queues';
import { Module } from '@nestjs/common';
import { Admissions } from './admissions.service.js';
import { TurnWakeUps } from './turn-wake-ups.js';

@Module({
  imports: [QueuesModule.forRoot()],
  providers: [Admissions, TurnWakeUps],
  exports: [Admissions, TurnWakeUps],
})
export class AdmissionsModule {}
