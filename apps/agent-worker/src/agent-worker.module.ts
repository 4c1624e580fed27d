import { ConfigModule, type Environment, readEnvironment } from '#config';
import { HealthModule, LoggingModule, MetricsModule } from '#observability';
import { PersistenceModule } from '#persistence';
import { type DynamicModule, Module } from '@nestjs/common';
import { BacklogModule } from './backlog/backlog.module.js';
import { NoticesModule } from './notices/notices.module.js';
import { TurnsModule } from './turns/turns.module.js';

@Module({})
export class AgentWorkerModule {
  static forRoot(environment: Environment = readEnvironment()): DynamicModule {
    return {
      module: AgentWorkerModule,
      imports: [
        ConfigModule.forRoot(environment),
        LoggingModule.forRoot('agent-worker'),
        PersistenceModule.forRoot('agent-worker'),
        HealthModule,
        MetricsModule,
        BacklogModule,
        NoticesModule,
        TurnsModule.forRoot(environment.WORKER_CONCURRENCY),
      ],
    };
  }
}
