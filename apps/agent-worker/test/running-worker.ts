import { type Environment } from '#config';
import { type TurnJob, turnsQueue } from '#contracts';
import { ConversationEntity, MessageEntity } from '#persistence';
import { getQueueToken } from '@nestjs/bull';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Queue } from 'bull';
import { type DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { testEnvironment } from '../../../test/support/environment.js';
import { createCustomer, type TestChannel } from '../../../test/support/tenants.js';
import { AgentWorkerModule } from '../src/agent-worker.module.js';
import { type DueConversation } from '../src/turns/turn-store.js';

/** One worker, as `main.ts` starts it, without a catalog-service: it knows small talk. */
export class RunningWorker implements AsyncDisposable {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly environment: Environment,
  ) {}

  static async start(
    given: { DATABASE_URL: string; REDIS_URL: string } & Record<string, string>,
  ): Promise<RunningWorker> {
    const environment = testEnvironment({ GRPC_URL: '127.0.0.1:1', ...given });
    const app = await NestFactory.create<NestFastifyApplication>(
      AgentWorkerModule.forRoot(environment),
      new FastifyAdapter(),
      { logger: false, abortOnError: false },
    );
    await app.listen(0, '127.0.0.1');
    return new RunningWorker(app, await app.getUrl(), environment);
  }

  /** Announces a turn, as the gateway does. */
  async wake(conversation: DueConversation): Promise<void> {
    const queue = this.app.get<Queue<TurnJob>>(getQueueToken(turnsQueue), { strict: false });
    await queue.add({ ...conversation, messageId: uuidv7() });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.app.close();
  }
}

/** A conversation of a new customer with one message, admitted and due `ageSeconds` ago. */
export const insertDueConversation = async (
  { manager }: DataSource,
  channel: TestChannel,
  {
    text = 'Hi',
    ageSeconds = 0,
    ...fields
  }: { text?: string; ageSeconds?: number } & Partial<ConversationEntity> = {},
): Promise<DueConversation> => {
  const { tenantId, channelId } = channel;
  const conversationId = uuidv7();
  const at = new Date(Date.now() - ageSeconds * 1000);
  await manager.insert(ConversationEntity, {
    ...{ tenantId, id: conversationId, channelId, lastSequence: 1, inboundSequence: 1 },
    ...{ dueAt: at, firstDueAt: at, lastMessageAt: at },
    customerId: await createCustomer(manager.connection, channel, uuidv7()),
    ...fields,
  });
  await manager.insert(MessageEntity, {
    ...{ tenantId, id: uuidv7(), conversationId, channelId, sequence: 1, text },
    ...{ author: 'customer', state: 'received', providerMessageId: uuidv7(), createdAt: at },
  });
  return { tenantId, conversationId };
};
