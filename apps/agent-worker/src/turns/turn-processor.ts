import { type TurnJob, turnsQueue } from '#contracts';
import { runInContext } from '#observability';
import { Process, Processor } from '@nestjs/bull';
import { type Type } from '@nestjs/common';
import { type Job } from 'bull';
import { Deliverer } from '../delivery/deliverer.js';
import { TurnRunner } from './turn-runner.js';

/** Bull's side of the turns: a job wakes a worker up. Concurrency is fixed when Bull subscribes. */
export const turnProcessor = (concurrency: number): Type => {
  @Processor(turnsQueue)
  class TurnProcessor {
    constructor(
      private readonly runner: TurnRunner,
      private readonly deliverer: Deliverer,
    ) {}

    @Process({ concurrency })
    async wake({ data }: Job<TurnJob>): Promise<void> {
      const { tenantId, conversationId, traceparent, deliver } = data;
      if (deliver) {
        return runInContext({ traceparent }, () => this.deliverer.deliverDue(conversationId));
      }
      await this.runner.run({ tenantId, conversationId }, traceparent);
    }
  }
  return TurnProcessor;
};
