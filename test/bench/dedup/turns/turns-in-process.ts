import { type InboundMessage } from '#channels';
import { ConfigModule, type Environment } from '#config';
import { type TurnJob, turnsQueue } from '#contracts';
import { LoggingModule, MetricsModule } from '#observability';
import { PersistenceModule } from '#persistence';
import { getQueueToken } from '@nestjs/bull';
import { type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { type Queue } from 'bull';
import { DataSource, type Logger } from 'typeorm';
import { AgentModule } from '../../../../apps/agent-worker/src/agent/agent.module.js';
import { AgentWorkerModule } from '../../../../apps/agent-worker/src/agent-worker.module.js';
import { TurnRunner } from '../../../../apps/agent-worker/src/turns/turn-runner.js';
import { AdmissionsModule } from '../../../../apps/gateway/src/admissions/admissions.module.js';
import { Admissions } from '../../../../apps/gateway/src/admissions/admissions.service.js';
import { ConstantAgentModule } from './constant-agent.js';

/** What fails must be seen. */
const options = { logger: false, abortOnError: false } as const;

const startGateway = (environment: Environment): Promise<INestApplicationContext> => {
  class GatewayPart {}
  const imports = [
    ConfigModule.forRoot(environment),
    LoggingModule.forRoot('gateway'),
    PersistenceModule.forRoot('gateway', { poolSize: 20 }),
    MetricsModule,
    AdmissionsModule,
  ];
  return NestFactory.createApplicationContext({ module: GatewayPart, imports }, options);
};

const startWorker = async (environment: Environment): Promise<INestApplicationContext> => {
  const testing = await Test.createTestingModule({
    imports: [AgentWorkerModule.forRoot(environment)],
  })
    .overrideModule(AgentModule)
    .useModule(ConstantAgentModule)
    .compile();
  const app = testing.createNestApplication(new FastifyAdapter(), options);
  return app.init();
};

/** The gateway's admission and a whole agent-worker, in this process as the queue they are compared to. */
export class TurnsInProcess implements AsyncDisposable {
  statements = 0;
  private open = 0;
  private finished: () => void = () => undefined;

  private constructor(
    private readonly gateway: INestApplicationContext,
    private readonly agentWorker: INestApplicationContext,
  ) {
    for (const database of this.databases) this.countStatements(database);
    const queue = agentWorker.get<Queue<TurnJob>>(getQueueToken(turnsQueue), { strict: false });
    queue.on('completed', () => {
      if (--this.open === 0) this.finished();
    });
  }

  static async start(environment: Environment): Promise<TurnsInProcess> {
    return new TurnsInProcess(await startGateway(environment), await startWorker(environment));
  }

  /** The gateway's and the worker's. */
  get databases(): DataSource[] {
    return [this.gateway, this.agentWorker].map((app) => app.get(DataSource));
  }

  /** A service of the worker. */
  worker<Service>(type: Type<Service>): Service {
    return this.agentWorker.get(type, { strict: false });
  }

  /** Admits the messages, from as many callers, and resolves when all were answered and delivered. */
  async run(
    channel: { tenantId: string; id: string },
    messages: readonly InboundMessage[],
    callers: number,
  ): Promise<void> {
    this.open = messages.length;
    const finished = new Promise<void>((resolve) => (this.finished = resolve));
    const waiting = messages.values();
    const call = async (): Promise<void> => {
      for (const message of waiting) await this.gateway.get(Admissions).admit(channel, message);
    };
    await Promise.all([finished, ...Array.from({ length: callers }, call)]);
    // What the sweeper took: its wake-up found the conversation busy, and completed at once.
    await this.worker(TurnRunner).idle();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gateway.close();
    await this.agentWorker.close();
  }

  private countStatements(source: DataSource): void {
    const { logger } = source;
    const count = (): void => void this.statements++;
    source.logger = new Proxy<Logger>(logger, {
      get(target, name: keyof Logger) {
        if (name === 'logQuery') count();
        return target[name].bind(target);
      },
    });
  }
}
