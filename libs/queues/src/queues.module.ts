import { type Environment, getEnvironmentToken } from '#config';
import { turnsQueue } from '#contracts';
import { BullModule } from '@nestjs/bull';
import { type DynamicModule, Module } from '@nestjs/common';
import { type QueueOptions } from 'bull';
import { QueueConnections, QueueConnectionsModule } from './queue-connections.js';

const queueOptions = (environment: Environment, connections: QueueConnections): QueueOptions => ({
  // The braces keep all keys of the queues in one Redis Cluster slot.
  prefix: `{${environment.KEY_PREFIX}}:bull`,
  createClient: (type) => connections.connect(type),
  defaultJobOptions: {
    // A job is a wake-up hint; PostgreSQL keeps what happened, and the sweeper repeats what failed.
    attempts: 1,
    removeOnComplete: true,
    removeOnFail: true,
  },
  settings: {
    lockDuration: environment.BULL_LOCK_MS,
    // Frozen idle workers must not fail a job that never ran.
    maxStalledCount: 10,
  },
});

@Module({})
export class QueuesModule {
  /** The Bull queues (needs ConfigModule); inject one with `@InjectQueue(turnsQueue)`. */
  static forRoot(): DynamicModule {
    return {
      module: QueuesModule,
      imports: [
        BullModule.forRootAsync({
          imports: [QueueConnectionsModule],
          inject: [getEnvironmentToken(), QueueConnections],
          useFactory: queueOptions,
        }),
        BullModule.registerQueue({ name: turnsQueue }),
      ],
      exports: [BullModule],
    };
  }
}
