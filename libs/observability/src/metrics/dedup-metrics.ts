import { type DedupEvent } from '#dedup';
import { Injectable, Module } from '@nestjs/common';
import { Metrics } from './metrics.js';

const attempts = ['acquired', 'contended', 'timeout', 'error'] as const;
const calls = ['first', 'duplicate'] as const;

/** What became of leases, and of what may arrive more than once. */
@Injectable()
export class DedupMetrics {
  private readonly acquisitions = this.metrics.counter(
    'lock_acquisitions_total',
    'Attempts to take a lease, by how they ended.',
    ['result'],
  );
  private readonly holdSeconds = this.metrics.latency(
    'lock_hold_seconds',
    'How long leases were held, lost ones included.',
    [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
  );
  private readonly lost = this.metrics.counter(
    'lock_lost_total',
    'Leases that ended before their holder gave them back.',
  );
  private readonly dedup = this.metrics.counter(
    'dedup_total',
    'Inbound messages and deduplicated calls: seen for the first time, or again.',
    ['result'],
  );

  constructor(private readonly metrics: Metrics) {
    for (const result of attempts) this.acquisitions.inc({ result }, 0);
    for (const result of calls) this.dedup.inc({ result }, 0);
  }

  /** For `DedupOptions.onEvent`. */
  readonly observe = (event: DedupEvent): void => {
    switch (event.type) {
      case 'acquired':
      case 'contended':
      case 'timeout':
      case 'error':
        this.acquisitions.inc({ result: event.type });
        break;
      case 'lost':
        this.lost.inc();
        this.holdSeconds.observe(event.heldMs / 1000);
        break;
      case 'released':
        this.holdSeconds.observe(event.heldMs / 1000);
        break;
      case 'first':
      case 'duplicate':
        this.dedup.inc({ result: event.type });
        break;
      case 'force-released':
      case 'state-trouble':
        break;
    }
  };

  /** A message was taken in, or was known already. */
  admitted({ duplicate }: { duplicate: boolean }): void {
    this.dedup.inc({ result: duplicate ? 'duplicate' : 'first' });
  }
}

/** `DedupMetrics`, for services that deduplicate or lease (needs MetricsModule). */
@Module({ providers: [DedupMetrics], exports: [DedupMetrics] })
export class DedupMetricsModule {}
