import { ChannelAdapters } from '#channels';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { eventually } from '../../../../test/support/eventually.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { createTenantWithChannel, type TestChannel } from '../../../../test/support/tenants.js';
import { insertDueConversation, RunningWorker } from '../../test/running-worker.js';
import { Agent } from '../agent/agent.js';
import { Deliverer } from '../delivery/deliverer.js';

const delivered = async ({ manager }: DataSource, tenantId: string): Promise<true | undefined> => {
  const rows: unknown[] = await manager.query(
    `SELECT FROM outbox_delivery WHERE tenant_id = $1 AND state = 'delivered'`,
    [tenantId],
  );
  return rows.length > 0 || undefined;
};

describe('a statement of a worker that forgets to filter', () => {
  let database: TestDatabase;
  let receiver: Receiver;
  let worker: RunningWorker;
  let ours: TestChannel;

  beforeAll(async () => {
    [database, receiver] = await Promise.all([createTestDatabase(), Receiver.listen()]);
    worker = await RunningWorker.start({
      DATABASE_URL: database.url,
      REDIS_URL: testRedisUrl(),
      KEY_PREFIX: `t${Date.now()}`,
      SWEEP_MS: '3600000',
    });
    const options = {
      encryptionKeys: worker.environment.ENCRYPTION_KEYS,
      deliveryUrl: receiver.url,
    };
    ours = await createTenantWithChannel(database.source, options);
    const theirs = await createTenantWithChannel(database.source, options);
    await insertDueConversation(database.source, theirs);
  }, 60_000);

  afterEach(() => void jest.restoreAllMocks());

  afterAll(async () => {
    await worker[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  /** Whose conversations the code that runs now can see. */
  const visible = async (): Promise<string[]> => {
    const rows = await worker.app
      .get(DataSource, { strict: false })
      .query<{ tenantId: string }[]>('SELECT tenant_id AS "tenantId" FROM conversation');
    return [...new Set(rows.map(({ tenantId }) => tenantId))];
  };

  it('finds nothing of another tenant while a turn is answered', async () => {
    const seen: string[][] = [];
    const agent = worker.app.get(Agent, { strict: false });
    const answer = agent.answer.bind(agent);
    jest.spyOn(agent, 'answer').mockImplementation(async (...turn) => {
      seen.push(await visible());
      return answer(...turn);
    });
    await worker.wake(await insertDueConversation(database.source, ours));
    await eventually('the delivery', () => delivered(database.source, ours.tenantId));
    expect(seen).toEqual([[ours.tenantId]]);
  });

  it('finds nothing of another tenant while a reply that was left behind is sent', async () => {
    const { tenantId, conversationId } = await insertDueConversation(database.source, ours);
    const adapter = worker.app.get(ChannelAdapters, { strict: false }).named('webhook');
    receiver.status = 500;
    await worker.wake({ tenantId, conversationId });
    const due = `conversation_id = '${conversationId}' AND state IN ('pending', 'ambiguous') AND attempts > 0`;
    await eventually('a failure', async () => {
      const [, updated] = await database.source.query<[unknown, number]>(
        `UPDATE outbox_delivery SET next_attempt_at = now() WHERE ${due}`,
      );
      return updated > 0 || undefined;
    });
    const seen: string[][] = [];
    const send = adapter.send.bind(adapter);
    jest.spyOn(adapter, 'send').mockImplementation(async (...reply) => {
      seen.push(await visible());
      return send(...reply);
    });
    receiver.status = 200;
    await worker.app.get(Deliverer, { strict: false }).deliverDue();
    expect(seen).toEqual([[ours.tenantId]]);
  });
});
