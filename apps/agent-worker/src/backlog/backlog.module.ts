import { Metrics, Reading } from '#observability';
import { Module } from '@nestjs/common';
import { Backlog, type BacklogState } from './backlog.js';

/** How long a scrape waits for PostgreSQL, in milliseconds. */
const deadlineMs = 500;

/** Shows the backlog; nothing of it while PostgreSQL is away. */
@Module({ providers: [Backlog] })
export class BacklogModule {
  constructor(metrics: Metrics, backlog: Backlog) {
    const state = new Reading(() => backlog.state(), { of: 'the backlog', deadlineMs });
    const show = (name: string, help: string, figure: keyof BacklogState): void =>
      metrics.gauge(name, help, [], async () => {
        const known = await state.value();
        return known === undefined ? [] : [{ labels: {}, value: known[figure] }];
      });
    show(
      'outbox_pending',
      'Replies that are decided and not delivered, of all workers; 100000 stands for more.',
      'outboxPending',
    );
    show(
      'dead_letters',
      'Messages of the last 24 hours that no attempt could answer; 100000 stands for more.',
      'deadLetters',
    );
    show(
      'unanswered_oldest_seconds',
      'How long the conversation that waits longest is overdue; 0 when none is.',
      'unansweredOldestSeconds',
    );
  }
}
