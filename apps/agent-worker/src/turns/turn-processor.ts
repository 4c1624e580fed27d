import { type TurnJob, turnsQueue } from '#contracts';
import { Process, Processor } from '@nestjs/bull';
import { type Type } from '@nestjs/common';
import { type Job } from 'bull';
import { TurnRunner } from './turn-runner.js';

/** Bull's side of the turns: a job wakes a worker up. Concurrency is fixed when Bull subscribes. */
export const turnProcessor = (concurrency: number): Type => {
  @Processor(turnsQueue)
  class TurnProcessor {
    constructor(private readonly runner: TurnRunner) {}

    @Process({ concurrency })
    async wake({ data }: Job<TurnJob>): Promise<void> {
      const { tenantId, conversationId, traceparent } = data;
      await this.runner.run({ tenantId, conversationId }, traceparent);
    }
  }
  return TurnProcessor;
};
