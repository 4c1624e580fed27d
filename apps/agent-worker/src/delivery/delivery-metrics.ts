import { Metrics } from '#observability';
import { Injectable } from '@nestjs/common';

@Injectable()
export class DeliveryMetrics {
  private readonly ambiguousAttempts = this.metrics.counter(
    'outbox_ambiguous_total',
    'Attempts of which nobody knows whether the provider took the reply.',
  );
  private readonly latency = this.metrics.latency(
    'reply_latency_seconds',
    'From the admission of the oldest message a reply answers to the provider’s yes, by the clock of PostgreSQL.',
    [0.25, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10, 15, 30, 60, 300],
  );

  constructor(private readonly metrics: Metrics) {}

  /** An answer was lost, or a sender did not report back. */
  ambiguous(): void {
    this.ambiguousAttempts.inc();
  }

  /** @param latencySeconds null: it answers no message, or is another worker's by now */
  delivered(latencySeconds: number | null): void {
    if (latencySeconds !== null) this.latency.observe(latencySeconds);
  }
}
