import { type TurnJob, turnsQueue } from '#contracts';
import { inSpan } from '#observability';
import { asTenant } from '#persistence';
import { Process, Processor } from '@nestjs/bull';
import { type Type } from '@nestjs/common';
import { type Job } from 'bull';
import { Deliverer } from '../delivery/deliverer.js';
import { TurnRunner } from './turn-runner.js';
import { TurnStates } from './turn-states.js';

/** Bull's side of the turns: a job wakes a worker up. Concurrency is fixed when Bull subscribes. */
export const turnProcessor = (concurrency: number): Type => {
  @Processor(turnsQueue)
  class TurnProcessor {
    constructor(
      private readonly runner: TurnRunner,
      private readonly deliverer: Deliverer,
      private readonly states: TurnStates,
    ) {}

    @Process({ concurrency })
    async wake({ data }: Job<TurnJob>): Promise<void> {
      const { tenantId, conversationId, messageId, traceparent, deliver, replayed } = data;
      const conversation = { tenantId, conversationId };
      if (deliver) {
        return inSpan('job', { kind: 'consumer', traceparent, fields: conversation }, () =>
          asTenant(tenantId, () => this.deliverer.deliverDue(conversation)),
        );
      }
      // Of a burst, the first wake-up has answered the messages of the others.
      if (!replayed && (await this.states.isAnswered(messageId))) return;
      await inSpan('job', { kind: 'consumer', traceparent, fields: conversation }, () =>
        this.runner.run(conversation),
      );
    }
  }
  return TurnProcessor;
};
