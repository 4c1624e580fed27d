import { type Environment, InjectEnvironment } from '#config';
import { Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { type Redis } from 'ioredis';
import { createQueueClient, type QueueClientType } from './queue-client.js';

/** Bull leaves connections open that it was handed: whoever made them closes them. */
@Injectable()
export class QueueConnections implements OnApplicationShutdown {
  private readonly open: Redis[] = [];

  constructor(@InjectEnvironment() private readonly environment: Environment) {}

  connect(type: QueueClientType): Redis {
    const client = createQueueClient(type, this.environment);
    this.open.push(client);
    return client;
  }

  onApplicationShutdown(): void {
    for (const client of this.open) client.disconnect();
  }
}

/** A module of its own, so that it is shut down after the queues that depend on it. */
@Module({ providers: [QueueConnections], exports: [QueueConnections] })
export class QueueConnectionsModule {}
