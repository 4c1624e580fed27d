import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ConversationEntity } from '#persistence';
import { setTimeout as delay } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { testEnvironment } from '../../../../test/support/environment.js';
import {
  createCustomer,
  createTenantWithChannel,
  type TestChannel,
} from '../../../../test/support/tenants.js';
import { WorkerIdentity } from '../worker-identity.js';
import { type Turn } from './turn.js';
import { TurnStore } from './turn-store.js';
import { TurnLostError, TurnWatch } from './turn-watch.js';

const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason)));

describe('the watch over running turns', () => {
  let database: TestDatabase;
  let channel: TestChannel;
  let watch: TurnWatch;

  /** A turn that covers one message. */
  const running = async (newMessagePolicy: Turn['newMessagePolicy'] = 'queue'): Promise<Turn> => {
    const { tenantId, channelId } = channel;
    const conversationId = uuidv7();
    await database.source.manager.insert(ConversationEntity, {
      ...{ tenantId, id: conversationId, channelId, fence: 7 },
      ...{ lastSequence: 1, inboundSequence: 1, lastMessageAt: new Date() },
      customerId: await createCustomer(database.source, channel, uuidv7()),
    });
    const unanswered = [{ sequence: 1 }];
    return { tenantId, conversationId, fence: 7, newMessagePolicy, unanswered } as Turn;
  };
  const change = (turn: Turn, set: string): Promise<unknown> =>
    database.source.query(`UPDATE conversation SET ${set} WHERE id = $1`, [turn.conversationId]);

  beforeAll(async () => {
    database = await createTestDatabase();
    const environment = testEnvironment({
      DATABASE_URL: database.url,
      REDIS_URL: testRedisUrl(),
    });
    channel = await createTenantWithChannel(database.source, {
      encryptionKeys: environment.ENCRYPTION_KEYS,
    });
    const store = new TurnStore(database.source, environment, new WorkerIdentity());
    watch = new TurnWatch(database.source, environment, store);
  });
  afterAll(async () => {
    watch.onApplicationShutdown();
    await database[Symbol.asyncDispose]();
  });

  it.each([
    ['another worker takes the conversation, or an operator releases it', 'fence = fence + 1'],
    ['a human takes over', `status = 'handoff'`],
  ])('tells a turn within a second when %s', async (_, set) => {
    const turn = await running();
    using watched = watch.over(turn);
    const told = aborted(watched.signal);
    await change(turn, set);
    const outcome = await Promise.race([told, delay(1000, 'not in time')]);
    expect(outcome).toBeInstanceOf(TurnLostError);
    expect(outcome).toMatchObject({ superseded: false });
  });

  it('tells a turn of a newer message under `supersede`, and leaves it alone under `queue`', async () => {
    const superseded = await running('supersede');
    const queued = await running('queue');
    using first = watch.over(superseded);
    using second = watch.over(queued);
    const told = aborted(first.signal);
    for (const turn of [superseded, queued]) {
      await change(turn, 'last_sequence = 2, inbound_sequence = 2');
    }
    expect(await told).toMatchObject({ superseded: true });
    expect(second.signal.aborted).toBe(false);
  });

  it('asks nothing while no turn runs', async () => {
    const asked = jest.spyOn(database.source, 'query');
    watch.over({ unanswered: [{ sequence: 1 }] } as Turn)[Symbol.dispose]();
    await delay(1100);
    expect(asked).not.toHaveBeenCalled();
    asked.mockRestore();
  });
});
