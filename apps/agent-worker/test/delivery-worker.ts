import { ConfigModule, type Environment } from '#config';
import { MetricsModule } from '#observability';
import { PersistenceModule } from '#persistence';
import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Deliverer } from '../src/delivery/deliverer.js';
import { DeliveryModule } from '../src/delivery/delivery.module.js';
import { DeliveryStore } from '../src/delivery/delivery-store.js';
import { WorkerIdentity } from '../src/worker-identity.js';

/** The delivering part of an agent-worker, without its sweeper: it delivers when it is told to. */
export class DeliveryWorker implements AsyncDisposable {
  private constructor(private readonly app: INestApplicationContext) {}

  static async start(environment: Environment): Promise<DeliveryWorker> {
    class DeliveryWorkerModule {}
    const module = {
      module: DeliveryWorkerModule,
      imports: [
        ConfigModule.forRoot(environment),
        PersistenceModule.forRoot('delivery-worker'),
        MetricsModule,
        DeliveryModule,
      ],
    };
    return new DeliveryWorker(
      await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false }),
    );
  }

  get id(): string {
    return this.app.get(WorkerIdentity, { strict: false }).id;
  }

  get deliverer(): Deliverer {
    return this.app.get(Deliverer, { strict: false });
  }

  get store(): DeliveryStore {
    return this.app.get(DeliveryStore, { strict: false });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.app.close();
  }
}
