import { type TurnJob, turnsQueue } from '#contracts';
import { type Environment, getEnvironmentToken } from '#config';
import { DedupModule, type DedupOptions } from '#dedup';
import { DedupMetrics, DedupMetricsModule, dedupOptions, Metrics } from '#observability';
import { QueuesModule, reportQueue } from '#queues';
import { InjectQueue } from '@nestjs/bull';
import { type BeforeApplicationShutdown, type DynamicModule, Logger, Module } from '@nestjs/common';
import { type Queue } from 'bull';
import { AgentModule } from '../agent/agent.module.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { WorkerIdentity } from '../worker-identity.js';
import { Sweeper } from './sweeper.js';
import { turnProcessor } from './turn-processor.js';
import { TurnMetrics } from './turn-metrics.js';
import { TurnLeases } from './turn-leases.js';
import { TurnRunner } from './turn-runner.js';
import { TurnStates } from './turn-states.js';
import { TurnStore } from './turn-store.js';
import { TurnWatch } from './turn-watch.js';

/** Redis may be away: it must not keep the service from stopping. */
const pauseTimeoutMs = 1000;

const leaseOptions = (
  environment: Environment,
  worker: WorkerIdentity,
  metrics: DedupMetrics,
): DedupOptions => dedupOptions(environment, worker.id, metrics);

@Module({})
export class TurnsModule implements BeforeApplicationShutdown {
  private readonly logger = new Logger(TurnsModule.name);

  constructor(
    @InjectQueue(turnsQueue) private readonly queue: Queue<TurnJob>,
    private readonly sweeper: Sweeper,
    private readonly runner: TurnRunner,
    metrics: Metrics,
  ) {
    reportQueue(metrics, queue);
    queue.on('error', (error) => {
      this.logger.warn({ err: error }, 'the queue is unreachable; the sweeper finds the work');
    });
  }

  static forRoot(concurrency: number): DynamicModule {
    return {
      module: TurnsModule,
      imports: [
        QueuesModule.forRoot(),
        AgentModule,
        DeliveryModule,
        DedupModule.forRootAsync({
          imports: [DeliveryModule, DedupMetricsModule],
          inject: [getEnvironmentToken(), WorkerIdentity, DedupMetrics],
          useFactory: leaseOptions,
        }),
      ],
      providers: [
        TurnStore,
        TurnLeases,
        TurnStates,
        TurnWatch,
        TurnMetrics,
        TurnRunner,
        Sweeper,
        turnProcessor(concurrency),
      ],
    };
  }

  /** Drain: first no new work, then the running turns finish; connections close after that. */
  async beforeApplicationShutdown(): Promise<void> {
    const paused = this.queue.pause(true, true).catch((error: unknown) => {
      this.logger.warn({ err: error as Error }, 'pausing the queue failed');
    });
    await Promise.race([
      paused,
      new Promise((resolve) => setTimeout(resolve, pauseTimeoutMs).unref()),
    ]);
    await this.sweeper.stop();
    await this.runner.idle();
  }
}
