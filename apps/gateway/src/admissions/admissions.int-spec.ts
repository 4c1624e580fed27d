import { type InboundMessage } from '#channels';
import { type TurnJob, turnsQueue } from '#contracts';
import {
  AgentConfigurationEntity,
  ChannelEntity,
  ConversationEntity,
  CustomerEntity,
  CustomerIdentityEntity,
  MessageEntity,
} from '#persistence';
import { runInLedger } from '#relations';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { getQueueToken } from '@nestjs/bull';
import { type Queue } from 'bull';
import { v7 as uuidv7 } from 'uuid';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { eventually } from '../../../../test/support/eventually.js';
import { signedRequest } from '../../../../test/support/signed-webhook.js';
import { createTenantWithChannel, type TestChannel } from '../../../../test/support/tenants.js';
import { RunningGateway } from '../../test/running-gateway.js';
import { Admissions } from './admissions.service.js';

let database: TestDatabase;
let gateway: RunningGateway;
let secondGateway: RunningGateway;
let channel: TestChannel;
let admissions: Admissions;
let queue: Queue<TurnJob>;

beforeAll(async () => {
  database = await createTestDatabase();
  const given = { DATABASE_URL: database.url, REDIS_URL: testRedisUrl(), KEY_PREFIX: 'admissions' };
  gateway = await RunningGateway.start(given);
  secondGateway = await RunningGateway.start(given);
  admissions = gateway.app.get(Admissions, { strict: false });
  queue = gateway.app.get<Queue<TurnJob>>(getQueueToken(turnsQueue), { strict: false });
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await secondGateway[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

beforeEach(async () => {
  const { ENCRYPTION_KEYS: encryptionKeys } = gateway.environment;
  channel = await createTenantWithChannel(database.source, { encryptionKeys });
});

const message = (fields: Partial<InboundMessage> = {}): InboundMessage => ({
  providerMessageId: uuidv7(),
  from: { id: 'customer-1' },
  text: 'Hello',
  attachments: [],
  ...fields,
});

const admit = (
  inbound: InboundMessage,
  to: TestChannel = channel,
): ReturnType<Admissions['admit']> =>
  admissions.admit({ tenantId: to.tenantId, id: to.channelId }, inbound);

const conversations = (): Promise<ConversationEntity[]> =>
  database.source.getRepository(ConversationEntity).findBy({ tenantId: channel.tenantId });

const conversation = async (): Promise<ConversationEntity> => {
  const [only, ...others] = await conversations();
  if (only === undefined || others.length > 0) throw new Error('not exactly one conversation');
  return only;
};

const messages = (): Promise<MessageEntity[]> =>
  database.source
    .getRepository(MessageEntity)
    .find({ where: { tenantId: channel.tenantId }, order: { sequence: 'ASC' } });

/** How long after its last message the conversation is due, in milliseconds. */
const window = async (): Promise<number> => {
  const { dueAt, lastMessageAt } = await conversation();
  if (dueAt === null) throw new Error('not due');
  return dueAt.getTime() - lastMessageAt.getTime();
};

/** As providers do it: told that a part is unavailable, which a busy machine may say, they come again. */
const deliver = async (inbound: object, to: RunningGateway): Promise<Response> => {
  const path = `/v1/webhooks/${channel.channelId}`;
  const response = await to.fetch(path, signedRequest(channel.secret, inbound));
  return response.status === 503 ? deliver(inbound, to) : response;
};

describe('admission', () => {
  test('costs one statement, for new messages and duplicates alike', async () => {
    const inbound = message();
    const count = (): Promise<number> =>
      runInLedger(async (ledger) => {
        await admit(inbound);
        return ledger.sqlStatements;
      });
    expect([await count(), await count()]).toEqual([1, 1]);
    expect(await messages()).toHaveLength(1);
  });

  test('of a first message makes customer, identity, conversation and message', async () => {
    await admit(message({ from: { id: '+254700', name: 'Amina' }, text: 'Habari' }));
    const { tenantId, channelId } = channel;
    const customer = await database.source
      .getRepository(CustomerEntity)
      .findOneByOrFail({ tenantId });
    const identity = await database.source
      .getRepository(CustomerIdentityEntity)
      .findOneByOrFail({ tenantId });
    expect(customer.displayName).toBe('Amina');
    expect(identity).toMatchObject({ channelId, externalId: '+254700', customerId: customer.id });
    expect(await conversation()).toMatchObject({
      channelId,
      customerId: customer.id,
      status: 'bot',
      lastSequence: 1,
      inboundSequence: 1,
      answeredSequence: 0,
    });
    expect(await messages()).toMatchObject([{ sequence: 1, state: 'received', text: 'Habari' }]);
  });

  test('follows a customer who changes name, and keeps a name that is left out', async () => {
    await admit(message({ from: { id: '1', name: 'Amina' } }));
    await admit(message({ from: { id: '1', name: 'Amina W.' } }));
    await admit(message({ from: { id: '1' } }));
    const customers = await database.source
      .getRepository(CustomerEntity)
      .findBy({ tenantId: channel.tenantId });
    expect(customers).toMatchObject([{ displayName: 'Amina W.' }]);
  });

  test('counts a duplicate as nothing: neither sequence nor due time moves', async () => {
    const inbound = message();
    await admit(inbound);
    const before = await conversation();
    await admit(inbound);
    expect(await conversation()).toEqual(before);
  });

  test('takes the same provider id for another message on another channel', async () => {
    const { ENCRYPTION_KEYS: encryptionKeys } = gateway.environment;
    const other = await createTenantWithChannel(database.source, { encryptionKeys });
    const inbound = message();
    await admit(inbound);
    expect(await admit(inbound, other)).toMatchObject({ duplicate: false });
  });

  test('after closing begins a new conversation', async () => {
    await admit(message());
    const { tenantId, id } = await conversation();
    const closed = {
      status: 'closed',
      closedAt: new Date(),
      dueAt: null,
      firstDueAt: null,
    } as const;
    await database.source.manager.update(ConversationEntity, { tenantId, id }, closed);
    await admit(message());
    expect((await conversations()).map(({ status }) => status).sort()).toEqual(['bot', 'closed']);
  });

  test('leaves what a human has to the human', async () => {
    await admit(message());
    const { tenantId, id } = await conversation();
    const taken = { status: 'handoff', dueAt: null, firstDueAt: null } as const;
    await database.source.manager.update(ConversationEntity, { tenantId, id }, taken);
    const { messageId } = await admit(message());
    expect(await conversation()).toMatchObject({
      status: 'handoff',
      dueAt: null,
      inboundSequence: 2,
      answeredSequence: 2,
    });
    expect((await messages()).map(({ state }) => state)).toEqual(['received', 'handed_off']);
    expect(await queue.getJob(messageId)).toBeNull();
  });

  test('announces the turn as a Bull job, delayed until it is due', async () => {
    const { messageId } = await admit(message());
    const job = await queue.getJob(messageId);
    const { tenantId } = channel;
    expect(job?.data).toMatchObject({
      tenantId,
      messageId,
      conversationId: (await conversation()).id,
    });
    expect(job?.opts.delay).toBeGreaterThan(0);
    expect(job?.opts.delay).toBeLessThanOrEqual(gateway.environment.TURN_WINDOW_MS);
    expect(job?.opts).toMatchObject({ attempts: 1, removeOnComplete: true, removeOnFail: true });
  });

  test('hands the trace of the request on', async () => {
    const traceId = 'a'.repeat(32);
    const request = signedRequest(channel.secret, { from: { id: '1' }, text: 'Hello' });
    const headers = { ...request.headers, traceparent: `00-${traceId}-${'b'.repeat(16)}-01` };
    const path = `/v1/webhooks/${channel.channelId}`;
    const response = await gateway.fetch(path, { ...request, headers });
    const { messageId } = (await response.json()) as { messageId: string };
    expect((await queue.getJob(messageId))?.data.traceparent).toContain(traceId);
  });

  test('refuses a channel that is gone', async () => {
    await database.source.manager.delete(ChannelEntity, { id: channel.channelId });
    await expect(admit(message())).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('the turn window', () => {
  test('is the environment’s by default', async () => {
    await admit(message());
    expect(await window()).toBeCloseTo(gateway.environment.TURN_WINDOW_MS, -2);
  });

  test('of the agent comes before the environment’s', async () => {
    const { tenantId } = channel;
    await database.source.manager.update(
      AgentConfigurationEntity,
      { tenantId },
      { turnWindowMs: 3000 },
    );
    await admit(message());
    expect(await window()).toBeCloseTo(3000, -2);
  });

  test('of the channel comes before the agent’s, zero included', async () => {
    const { tenantId, channelId: id } = channel;
    await database.source.manager.update(
      AgentConfigurationEntity,
      { tenantId },
      { turnWindowMs: 3000 },
    );
    await database.source.manager.update(ChannelEntity, { tenantId, id }, { turnWindowMs: 0 });
    await admit(message());
    expect(await window()).toBeCloseTo(0, -2);
  });

  test('starts anew with each message, up to the maximum after the first one was due', async () => {
    const { tenantId, channelId: id } = channel;
    await database.source.manager.update(ChannelEntity, { tenantId, id }, { turnWindowMs: 60_000 });
    await admit(message());
    const { firstDueAt } = await conversation();
    await admit(message());
    expect(await window()).toBeCloseTo(60_000, -2);
    // As if the first message had come a minute ago.
    const longAgo = new Date(Date.now() - 1000);
    await database.source.manager.update(ConversationEntity, { tenantId }, { firstDueAt: longAgo });
    await admit(message());
    const { dueAt } = await conversation();
    expect(firstDueAt).not.toBeNull();
    expect(dueAt?.getTime()).toBe(longAgo.getTime() + gateway.environment.TURN_WINDOW_MAX_MS);
  });
});

describe('concurrent deliveries', () => {
  test('of one message, 1,000 over two gateways, store it once and announce one turn', async () => {
    const inbound = { messageId: 'again and again', from: { id: 'customer-1' }, text: 'Hello?' };
    const answers = await Promise.all(
      Array.from({ length: 1000 }, async (_, index) => {
        const response = await deliver(inbound, index % 2 === 0 ? gateway : secondGateway);
        return {
          status: response.status,
          ...((await response.json()) as { messageId: string; duplicate: boolean }),
        };
      }),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ messageId }) => messageId)).size).toBe(1);
    expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(await messages()).toHaveLength(1);
    expect(await conversation()).toMatchObject({ lastSequence: 1, inboundSequence: 1 });
    const jobs = await queue.getJobs(['waiting', 'delayed', 'active']);
    expect(jobs.filter(({ data }) => data.tenantId === channel.tenantId)).toHaveLength(1);
  });

  test('of one message that none of them sees the others of store it once', async () => {
    await admit(message());
    const inbound = message();
    const holder = database.source.createQueryRunner();
    await holder.startTransaction();
    await holder.query('SELECT FROM customer_identity WHERE tenant_id = $1 FOR UPDATE', [
      channel.tenantId,
    ]);
    const admitted = Promise.all(Array.from({ length: 10 }, () => admit(inbound)));
    await eventually('ten statements that have looked and wait', async () => {
      const [{ count }] = await database.source.query<[{ count: number }]>(
        `SELECT count(*)::int FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return count === 10;
    });
    await holder.commitTransaction();
    await holder.release();
    const answers = await admitted;
    expect(new Set(answers.map(({ messageId }) => messageId)).size).toBe(1);
    expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect((await messages()).map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(await conversation()).toMatchObject({ lastSequence: 2, inboundSequence: 2 });
  });

  test('of a new customer’s first 500 messages make one conversation without gaps', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 500 }, async (_, index) => {
        const inbound = {
          messageId: `m${index}`,
          from: { id: 'newcomer' },
          text: `Message ${index}`,
        };
        const response = await deliver(inbound, index % 2 === 0 ? gateway : secondGateway);
        return response.status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([202]));
    const { tenantId } = channel;
    expect(await database.source.getRepository(CustomerEntity).countBy({ tenantId })).toBe(1);
    expect(await conversation()).toMatchObject({ lastSequence: 500, inboundSequence: 500 });
    expect((await messages()).map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 500 }, (_, index) => index + 1),
    );
  });
});
